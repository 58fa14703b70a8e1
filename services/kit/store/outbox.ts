/** The outbox: events stored in the transaction of their change until the relay has published them. */

/** An event on its way into the outbox; the relay stamps its sequence. */
export type OutboxEvent = {
  readonly eventId: string;
  readonly topic: string;
  /** Key of the Kafka record. */
  readonly key: string;
  /** Encoded event; empty for a tombstone. */
  readonly payload: Uint8Array;
  readonly traceparent: string | undefined;
};

/** An event whose payload holds its sequence. The outbox stores the sequence before it returns the event. */
export type StampedEvent = OutboxEvent;

/** What a relay needs from a store. */
export type Outbox = {
  /** Acquires or renews the lease to publish; false while another holder has it. */
  lease(holder: string, nowMs: number, forMs: number): Promise<boolean>;
  /** Unsent events in their order. Events stamped before come first and keep their sequences. */
  take(limit: number): Promise<readonly StampedEvent[]>;
  /** Deletes events that Kafka has acknowledged. */
  sent(events: readonly StampedEvent[]): Promise<void>;
};

/** Sequences start in epoch 1; a restore raises the epoch, so that no number is ever used twice. */
export const FIRST_SEQUENCE = 1n << 48n;
