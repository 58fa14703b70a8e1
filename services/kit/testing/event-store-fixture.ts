import type { HouseholdEvent } from '#gen/melo/users/v1/household_event_pb.ts';
import type { WriteContext } from '../rpc/write-context.ts';
import type { CheckpointStore, EventBatch } from '../store/checkpoints.ts';
import type { IdempotencyStore } from '../store/idempotency.ts';
import type { Outbox, OutboxEvent } from '../store/outbox.ts';

/** A store of a test's own, by the kit's interfaces. */
export type EventStoreFixture = {
  readonly outbox: Outbox;
  readonly checkpoints: CheckpointStore;
  readonly idempotency: IdempotencyStore;
  /** Commits events with a change of their household. */
  commit(events: readonly OutboxEvent[]): Promise<void>;
  /** Commits a new row of this ID with its event and its idempotency record. `before` runs before the transaction ends. */
  commitWrite<Response extends object>(
    write: WriteContext,
    row: { readonly id: string; readonly response: Response },
    before?: () => Promise<void>,
  ): Promise<Response>;
  /** IDs of the rows that `commitWrite` has written. */
  rows(): Promise<string[]>;
  /** Applies a batch: each household's list of events grows. `after` runs between the effect and the end of its transaction. */
  apply(batch: EventBatch<HouseholdEvent>, after?: (event: HouseholdEvent) => void): Promise<void>;
  /** IDs of the events that took effect, by household, in their order. */
  effects(): Promise<Map<string, string[]>>;
  /** Saves effects and checkpoints; the result restores them. */
  backup(): Promise<() => Promise<void>>;
  drop(): Promise<void>;
};
