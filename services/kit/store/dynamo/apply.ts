/** Applies events to DynamoDB stores: effect and checkpoint in one transaction, of at most 100 items. */
import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import {
  type AnyEvent,
  type Checkpoint,
  CheckpointMovedError,
  type CheckpointStore,
  checkpointAfter,
  type EventBatch,
  unapplied,
} from '../checkpoints.ts';
import { erasedHouseholds, HouseholdErasedError } from '../erasure.ts';
import { advanceItems } from './checkpoints.ts';
import { erasedError, eraseHousehold, notErased } from './erasure.ts';
import { MAX_TRANSACTION_ITEMS, transact } from './transact.ts';

/** Returns the items that an effect writes; it reads but writes nothing, except replicas, which are written only when newer. */
export type Effect<Event> = (events: readonly Event[]) => Promise<readonly TransactWriteItem[]>;

export type Apply = <Event extends AnyEvent>(batch: EventBatch<Event>, effect: Effect<Event>) => Promise<void>;

type Target = {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly checkpoints: CheckpointStore;
  /** Generation of the derived items. */
  readonly generation?: number;
};

/**
 * Passes the newer events of a batch to `effect` and writes its items with the checkpoint. A batch whose items exceed one
 * transaction is halved. Events of erased households take no effect; events that end a household erase its items.
 */
export const dynamoApply = (target: Target): Apply =>
  async function apply(batch, effect) {
    const { client, table, checkpoints } = target;
    const before = batch.checkpoint ?? (await checkpoints.checkpoint(batch.topic, batch.partition));
    for (const household of erasedHouseholds(unapplied(batch, before))) await eraseHousehold(client, table, household);
    await applyFrom(target, before, batch, effect);
  };

/** Returns the checkpoint after the batch. */
async function applyFrom<Event extends AnyEvent>(
  target: Target,
  before: Checkpoint | undefined,
  batch: EventBatch<Event>,
  effect: Effect<Event>,
): Promise<Checkpoint> {
  const { client, table, generation } = target;
  let events = unapplied(batch, before);
  for (;;) {
    const written = events.length > 0 ? await effect(events) : [];
    const households = written.length > 0 ? new Set(events.map(({ householdId }) => householdId)) : [];
    const items = [
      ...written,
      ...[...households].map((household) => notErased(table, household)),
      ...advanceItems(table, batch, before, generation),
    ];
    if (items.length > MAX_TRANSACTION_ITEMS && batch.events.length > 1) {
      const [first, second] = halves(batch);
      return applyFrom(target, await applyFrom(target, before, first, effect), second, effect);
    }
    try {
      await transact(client, items, (item) => erasedError(item) ?? new CheckpointMovedError());
      return checkpointAfter(batch, before);
    } catch (error) {
      if (!(error instanceof HouseholdErasedError)) throw error;
      events = events.filter(({ householdId }) => householdId !== error.household);
    }
  }
}

function halves<Event>(batch: EventBatch<Event>): [EventBatch<Event>, EventBatch<Event>] {
  const { deadLetterSequence: _, ...rest } = batch;
  const middle = Math.ceil(batch.events.length / 2);
  const second = batch.events.slice(middle);
  return [
    { ...rest, events: batch.events.slice(0, middle), nextOffset: second[0]!.offset },
    { ...batch, events: second },
  ];
}
