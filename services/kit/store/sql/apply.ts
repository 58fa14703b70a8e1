/** Applies events to PostgreSQL and MariaDB stores: effect, erasure and checkpoint in one transaction. */
import type { EntityManager } from '@mikro-orm/postgresql';
import {
  type AnyEvent,
  type Checkpoint,
  CheckpointMovedError,
  checkpointAfter,
  type EventBatch,
  unapplied,
} from '../checkpoints.ts';
import { erasedHouseholds } from '../erasure.ts';
import { discardDeadLetter, readCheckpoint } from './checkpoints.ts';
import type { HouseholdErasure } from './erasure.ts';
import type { Sql } from './rows.ts';

type Effect<Event> = (events: readonly Event[], em: EntityManager) => Promise<unknown>;

/** A PostgreSQL query with its values. */
export type EffectQuery = { readonly sql: string; readonly values: readonly unknown[] };

/**
 * `asQuery` is the same effect as one query from `moved`, which has a row when the checkpoint was advanced: then the batch takes one
 * statement instead of a transaction of four.
 */
export type Apply = <Event extends AnyEvent>(
  batch: EventBatch<Event>,
  effect: Effect<Event>,
  asQuery?: (events: readonly Event[]) => EffectQuery,
) => Promise<void>;

/**
 * Applies batches in one transaction each: it advances the checkpoint, passes the newer events to `effect`, and erases households
 * that ended. A batch that is delivered again changes nothing. `fork` returns a fresh entity manager.
 */
export const sqlApply = (fork: () => EntityManager, erasure?: HouseholdErasure): Apply =>
  async function apply(batch, effect, asQuery) {
    const ended = erasedHouseholds(batch.events.map(({ event }) => event));
    await erasure?.mark(ended);
    const effectAndErasure: typeof effect = async (events, em) => {
      await effect(events, em);
      await erasure?.erase(em, erasedHouseholds(events));
    };
    if (batch.redriven) return redrive(fork, batch, effectAndErasure);
    if (asQuery && !erasure && batch.checkpoint) return applyQuery(fork(), batch, asQuery);
    await applyBatch(fork, batch, effectAndErasure);
  };

async function applyBatch<Event extends AnyEvent>(
  fork: () => EntityManager,
  batch: EventBatch<Event>,
  effect: Effect<Event>,
): Promise<void> {
  const { topic, partition } = batch;
  const before = batch.checkpoint ?? (await readCheckpoint(fork(), topic, partition));
  const newer = unapplied(batch, before);
  await fork().transactional(async (em) => {
    // Comes first, because it also locks the checkpoint: consumers of the same partition wait here, not amid their effects.
    await advance(em, batch, before);
    if (newer.length > 0) await effect(newer, em);
  });
}

async function applyQuery<Event extends AnyEvent>(
  em: Sql,
  batch: EventBatch<Event>,
  asQuery: (events: readonly Event[]) => EffectQuery,
): Promise<void> {
  const newer = unapplied(batch, batch.checkpoint);
  if (newer.length === 0) return advance(em, batch, batch.checkpoint);
  const { sql, values } = asQuery(newer);
  const [result] = await em.execute<{ moved: string }[]>(
    `with moved as (${ADVANCE} returning 1), effect as (${sql})
     select (select count(*) from moved) as moved, (select count(*) from effect) as effects`,
    [...advanceValues(batch, batch.checkpoint!), ...values],
  );
  if (Number(result!.moved) === 0) throw new CheckpointMovedError();
}

const ADVANCE = `update watermark set sequence = ?, next_offset = ?
  where topic = ? and partition_id = ? and sequence = ? and next_offset = ?`;

function advanceValues(batch: EventBatch<AnyEvent>, before: Checkpoint): unknown[] {
  const { sequence, nextOffset } = checkpointAfter(batch, before);
  return [sequence, nextOffset, batch.topic, batch.partition, before.sequence, before.nextOffset].map((value) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

/** Only the first checkpoint is inserted: one that is gone belongs to a store that was rewound. */
async function advance(em: Sql, batch: EventBatch<AnyEvent>, before: Checkpoint | undefined): Promise<void> {
  if (!before) {
    const { sequence, nextOffset } = checkpointAfter(batch, before);
    await em.execute(
      'insert into watermark (sequence, next_offset, topic, partition_id) values (?, ?, ?, ?)',
      [sequence.toString(), nextOffset.toString(), batch.topic, batch.partition],
      'run',
    );
    return;
  }
  const { affectedRows } = await em.execute<{ affectedRows: number }>(ADVANCE, advanceValues(batch, before), 'run');
  if (affectedRows === 0) throw new CheckpointMovedError();
}

/** Applies dead letters, each in the transaction that deletes its record. Those without a record were applied before. */
async function redrive<Event extends AnyEvent>(
  fork: () => EntityManager,
  { topic, partition, events }: EventBatch<Event>,
  effect: Effect<Event>,
): Promise<void> {
  for (const { event, offset } of events) {
    await fork().transactional(async (em) => {
      if (await discardDeadLetter(em, { topic, partition, offset })) await effect([event], em);
    });
  }
}
