/** What consumers and stores say to each other: events in batches, how far they were applied, what was set aside. */
import type { Message } from '@bufbuild/protobuf';
import type { Timestamp } from '@bufbuild/protobuf/wkt';

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

/** Events of one partition, with growing sequences; `nextOffset` is where the partition goes on. */
export type EventBatch<Event> = {
  readonly topic: string;
  readonly partition: number;
  readonly events: readonly ReceivedEvent<Event>[];
  readonly nextOffset: bigint;
  /** Sequence of an event that was set aside: it is done with, though it takes no effect now, and is not looked at again. */
  readonly skippedSequence?: bigint;
  /** Where the store stood just now, when that is known; what is applied checks it again wherever another may have moved it. */
  readonly checkpoint?: Checkpoint;
  /** These were set aside: they take effect though the watermark has passed them, and are no longer recorded as skipped. */
  readonly redriven?: true;
};

/** What a checkpoint takes of an event. */
export type AppliedEvent = { readonly sequence: bigint; readonly occurTime?: Timestamp | undefined };

/** How far a store has applied a partition. */
export type Checkpoint = { readonly sequence: bigint; readonly nextOffset: bigint };

/** The position of one partition among all. */
export type PartitionCheckpoint = Checkpoint & { readonly topic: string; readonly partition: number };

export type DeadLetter = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Whose event it is: the record's key, by which topics of a household's resources are kept; empty when it had none. */
  readonly key: string;
  readonly sequence: bigint;
  readonly cause: string;
};

/** How current and how whole figures are that were derived from a topic. */
export type Freshness = {
  /** Largest sequence applied of the topic's partition in which the household's events come. */
  readonly asOfSequence: bigint;
  /** When the newest event applied of that partition happened; missing while none was, or by a store that does not keep it. */
  readonly asOfTime?: Timestamp;
  /** Events of the household, of whatever topic, were set aside, or events of which nobody knows whose they are. */
  readonly incomplete: boolean;
};

/** What a consumer needs of a store. */
export type CheckpointStore = {
  checkpoint(topic: string, partition: number): Promise<Checkpoint | undefined>;
  /** Every partition of which anything was applied. */
  checkpoints(): Promise<PartitionCheckpoint[]>;
  /** Records an event that could not be applied, beside the watermark. */
  recordDeadLetter(skipped: DeadLetter): Promise<void>;
  /** What is recorded so, in the order of topics and offsets. */
  deadLetters(): Promise<DeadLetter[]>;
  /** Gives one up for good: it was no event of ours. False when it is not recorded. */
  discardDeadLetter(place: Pick<DeadLetter, 'topic' | 'partition' | 'offset'>): Promise<boolean>;
  freshness(topic: string, household: string): Promise<Freshness>;
};
