/** Between consumers and stores: batches of events, checkpoints of what was applied, and dead letters. */
import type { Message } from '@bufbuild/protobuf';
import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { largest } from '../values/money.ts';

/** Header fields that all events share. */
export type AnyEvent = Message & {
  readonly eventId: string;
  readonly sequence: bigint;
  readonly householdId: string;
  readonly version: bigint;
  readonly change: { case: string | undefined };
  readonly traceparent?: never;
};

export type ReceivedEvent<Event> = { readonly event: Event; readonly offset: bigint };

/** Events of one partition, with growing sequences; `nextOffset` is the next one to read. */
export type EventBatch<Event> = {
  readonly topic: string;
  readonly partition: number;
  readonly events: readonly ReceivedEvent<Event>[];
  readonly nextOffset: bigint;
  /** Sequence of a dead letter: the checkpoint passes it, so that it is not applied when it is published again. */
  readonly deadLetterSequence?: bigint;
  /**
   * The checkpoint as the consumer knows it, by its last batch or by a read; without it the store reads its own. Another consumer
   * may have moved it, or the store may have been rewound: a store advances it only from here. Errors: CheckpointMovedError.
   */
  readonly checkpoint?: Checkpoint;
  /** These are dead letters: they are applied although the checkpoint has passed them, and their records are deleted. */
  readonly redriven?: true;
};

/** What a checkpoint records of an event. */
export type AppliedEvent = { readonly sequence: bigint; readonly occurTime?: Timestamp | undefined };

/** How far a store has applied a partition. */
export type Checkpoint = { readonly sequence: bigint; readonly nextOffset: bigint };

/** The checkpoint is not where the consumer knew it. The batch took no effect, or one that is written only when newer. */
export class CheckpointMovedError extends Error {
  constructor() {
    super('The checkpoint was moved: another consumer has applied events, or the store was rewound.');
  }
}

/** Events of a batch that are newer than the checkpoint; all of a redriven batch. */
export const unapplied = <Event extends AppliedEvent>(
  { events, redriven }: Pick<EventBatch<Event>, 'events' | 'redriven'>,
  before: Checkpoint | undefined,
): Event[] =>
  events.map(({ event }) => event).filter(({ sequence }) => redriven || sequence > (before?.sequence ?? 0n));

/** The checkpoint after a batch; its sequence never decreases. */
export const checkpointAfter = (
  {
    events,
    nextOffset,
    deadLetterSequence,
  }: Pick<EventBatch<AppliedEvent>, 'events' | 'nextOffset' | 'deadLetterSequence'>,
  before: Checkpoint | undefined,
): Checkpoint => ({
  sequence: largest([before?.sequence ?? 0n, events.at(-1)?.event.sequence ?? 0n, deadLetterSequence ?? 0n]),
  nextOffset,
});

/** The checkpoint of one partition. */
export type PartitionCheckpoint = Checkpoint & { readonly topic: string; readonly partition: number };

export type DeadLetter = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** The record's key, which is the household for most topics; empty when it had none. */
  readonly key: string;
  readonly sequence: bigint;
  readonly cause: string;
};

/** How current and complete figures are that were derived from a topic. */
export type Freshness = {
  /** Largest applied sequence of the partition that holds the household's events. */
  readonly asOfSequence: bigint;
  /** When the newest applied event of that partition happened; missing before the first, or when the store does not record it. */
  readonly asOfTime?: Timestamp;
  /** There are dead letters of the household, of any topic, or dead letters without a key. */
  readonly incomplete: boolean;
};

/** What a consumer needs of a store. */
export type CheckpointStore = {
  checkpoint(topic: string, partition: number): Promise<Checkpoint | undefined>;
  /** Every partition of which an event was applied. */
  checkpoints(): Promise<PartitionCheckpoint[]>;
  /** Records an event that cannot be applied. */
  recordDeadLetter(deadLetter: DeadLetter): Promise<void>;
  /** All dead letters, in the order of topics and offsets. */
  deadLetters(): Promise<DeadLetter[]>;
  /** Deletes the record of a dead letter for good. False when there is none. */
  discardDeadLetter(place: Pick<DeadLetter, 'topic' | 'partition' | 'offset'>): Promise<boolean>;
  freshness(topic: string, household: string): Promise<Freshness>;
};
