/** Applies events to MongoDB stores: effects first, each written only when newer, then the checkpoint. */
import { type AnyEvent, type EventBatch, unapplied } from '../checkpoints.ts';
import { SWEPT } from '../erasure.ts';
import type { MongoCheckpoints } from './checkpoints.ts';

export type Apply = <Event extends AnyEvent>(
  batch: EventBatch<Event>,
  effect: (events: readonly Event[]) => Promise<unknown>,
) => Promise<void>;

/**
 * Passes the newer events of a batch to `effect`, deletes what it wrote for erased households, and advances the checkpoint. There
 * is no transaction over several documents: after a crash the whole batch is applied again, so an effect writes only what is newer.
 */
export const mongoApply = (
  checkpoints: MongoCheckpoints,
  /** Deletes what was written for households that were erased in the meantime. */
  sweep: (households: readonly string[]) => Promise<unknown>,
): Apply =>
  async function apply(batch, effect) {
    const { topic, partition, redriven } = batch;
    const before = batch.checkpoint ?? (redriven ? undefined : await checkpoints.checkpoint(topic, partition));
    const newer = unapplied(batch, before);
    if (newer.length > 0 && (await effect(newer)) !== SWEPT)
      await sweep([...new Set(newer.map(({ householdId }) => householdId))]);
    await checkpoints.advance(batch, before);
  };
