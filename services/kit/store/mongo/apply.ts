/** Applies events to MongoDB stores: effects first, each written only when newer, then the checkpoint. */
import type { AnyEvent, EventBatch } from '../checkpoints.ts';
import type { MongoCheckpoints } from './checkpoints.ts';

export type Apply = <Event extends AnyEvent>(
  batch: EventBatch<Event>,
  effect: (events: readonly Event[]) => Promise<void>,
) => Promise<void>;

/**
 * Passes the newer events of a batch to `effect`, deletes what it wrote for erased households, and advances the checkpoint. There
 * is no transaction over several documents: after a crash the whole batch is applied again, so an effect writes only what is newer.
 */
export const mongoApply = (
  checkpoints: MongoCheckpoints,
  /** Deletes what was written for households that were erased in the meantime. */
  sweep: (households: readonly string[]) => Promise<void>,
): Apply =>
  async function apply(batch, effect) {
    const unapplied = await checkpoints.unapplied(batch);
    if (unapplied.length > 0) {
      await effect(unapplied);
      await sweep([...new Set(unapplied.map(({ householdId }) => householdId))]);
    }
    await checkpoints.advance(batch);
  };
