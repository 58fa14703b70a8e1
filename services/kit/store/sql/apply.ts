/** Applies events to PostgreSQL and MariaDB stores: effect, erasure and checkpoint in one transaction. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { largest } from '../../values/money.ts';
import type { AnyEvent, Checkpoint, EventBatch, ReceivedEvent } from '../checkpoints.ts';
import { erasedHouseholds } from '../erasure.ts';
import { discardDeadLetter, readCheckpoint } from './checkpoints.ts';
import type { HouseholdErasure } from './erasure.ts';
import type { Sql } from './rows.ts';

type Effect<Event> = (events: readonly Event[], em: EntityManager) => Promise<unknown>;

export type Apply = <Event extends AnyEvent>(batch: EventBatch<Event>, effect: Effect<Event>) => Promise<void>;

/**
 * Applies batches in one transaction each: it locks the checkpoint, passes the newer events to `effect`, erases households that
 * ended, and advances the checkpoint. A batch that is delivered again changes nothing. `fork` returns a fresh entity manager.
 */
export const sqlApply = (fork: () => EntityManager, erasure?: HouseholdErasure): Apply =>
  async function apply(batch, effect) {
    const ended = erasedHouseholds(batch.events.map(({ event }) => event));
    await erasure?.mark(ended);
    const effectAndErasure: typeof effect = async (events, em) => {
      await effect(events, em);
      await erasure?.erase(em, erasedHouseholds(events));
    };
    if (batch.redriven) return redrive(fork, batch, effectAndErasure);
    await applyBatch(fork, batch, effectAndErasure);
  };

async function applyBatch<Event extends AnyEvent>(
  fork: () => EntityManager,
  batch: EventBatch<Event>,
  effect: Effect<Event>,
): Promise<void> {
  const { topic, partition } = batch;
  // Only an existing row is locked: MariaDB would lock the gap in which others insert theirs. It is read outside of the
  // transaction, whose snapshot must not be older than the lock.
  const known = batch.checkpoint ?? (await readCheckpoint(fork(), topic, partition));
  await fork().transactional(async (em) => {
    const stored = known && (await readCheckpoint(em, topic, partition, 'for update'));
    // Events in between would never be applied. The consumer sees this too and reads again from there.
    if (known && (stored?.nextOffset ?? 0n) < known.nextOffset)
      throw new Error('The store was rewound in the meantime.');
    const unapplied = batch.events.filter((received) => sequenceOf(received) > (stored?.sequence ?? 0n));
    if (unapplied.length > 0)
      await effect(
        unapplied.map(({ event }) => event),
        em,
      );
    const last = unapplied.at(-1);
    const sequence = largest([stored?.sequence ?? 0n, last ? sequenceOf(last) : 0n, batch.deadLetterSequence ?? 0n]);
    await advance(em, batch, stored, { sequence, nextOffset: batch.nextOffset });
  });
}

async function advance(
  em: Sql,
  { topic, partition }: EventBatch<unknown>,
  stored: Checkpoint | undefined,
  { sequence, nextOffset }: Checkpoint,
): Promise<void> {
  await em.execute(
    stored
      ? 'update watermark set sequence = ?, next_offset = ? where topic = ? and partition_id = ?'
      : 'insert into watermark (sequence, next_offset, topic, partition_id) values (?, ?, ?, ?)',
    [sequence.toString(), nextOffset.toString(), topic, partition],
    'run',
  );
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

const sequenceOf = ({ event }: ReceivedEvent<AnyEvent>): bigint => event.sequence;
