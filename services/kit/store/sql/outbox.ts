/** The outbox of PostgreSQL and MariaDB stores, written in the transaction of the change. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { isTombstone } from '../../events/tombstone.ts';
import { stampSequence } from '../../events/wire-format.ts';
import type { Outbox, OutboxEvent, StampedEvent } from '../outbox.ts';
import { insertAll, type Sql } from './rows.ts';

/** Writes events into the outbox, within the caller's transaction. */
export const appendOutbox = (sql: Sql, events: readonly OutboxEvent[]): Promise<void> =>
  insertAll(
    sql,
    'outbox',
    events.map(({ eventId, topic, key, payload, traceparent }) => ({
      event_id: eventId,
      topic,
      record_key: key,
      payload,
      traceparent: traceparent ?? null,
    })),
  );

type OutboxRow = {
  id: string | number;
  event_id: string;
  topic: string;
  record_key: string;
  payload: Uint8Array;
  traceparent: string | null;
  sequence: string | number | bigint | null;
};

/** `fork` returns a fresh entity manager. */
export function sqlOutbox(fork: () => EntityManager): Outbox {
  return {
    async lease(holder, nowMs, forMs) {
      const { affectedRows } = await fork().execute<{ affectedRows: number }>(
        'update relay set holder = ?, expire_ms = ? where id = 1 and (holder = ? or expire_ms < ?)',
        [holder, nowMs + forMs, holder, nowMs],
        'run',
      );
      return affectedRows === 1;
    },
    async take(limit) {
      const [waiting] = await fork().execute<unknown[]>('select 1 from outbox limit 1');
      if (!waiting) return [];
      return fork().transactional((em) => takeStamped(em, limit));
    },
    async sent(events) {
      if (events.length === 0) return;
      const ids = events.map(({ eventId }) => eventId);
      await fork().execute(`delete from outbox where event_id in (${ids.map(() => '?').join(', ')})`, ids, 'run');
    },
  };
}

async function takeStamped(em: EntityManager, limit: number): Promise<StampedEvent[]> {
  // Locked before the rows are read: a relay that has lost its lease must not stamp what another has stamped.
  const [state] = await em.execute<{ last_sequence: string }[]>(
    'select last_sequence from relay where id = 1 for update',
  );
  const rows = await em.execute<OutboxRow[]>(
    `select id, event_id, topic, record_key, payload, traceparent, sequence from outbox
     order by sequence is null, sequence, id limit ${Math.trunc(limit)}`,
  );
  const unstamped = rows.filter(({ sequence }) => sequence === null);
  if (unstamped.length > 0) await stamp(em, unstamped, BigInt(state!.last_sequence));
  return rows.map((row) => ({
    eventId: row.event_id,
    topic: row.topic,
    key: row.record_key,
    // A tombstone stays empty.
    payload: isTombstone(row.payload) ? row.payload : stampSequence(row.payload, BigInt(row.sequence!)),
    traceparent: row.traceparent ?? undefined,
  }));
}

/** Gives rows the next sequences, stored before anything is published. */
async function stamp(em: Sql, rows: OutboxRow[], lastSequence: bigint): Promise<void> {
  let last = lastSequence;
  for (const row of rows) row.sequence = ++last;
  const cases = rows.map(() => 'when ? then cast(? as decimal(20))').join(' ');
  await em.execute(
    `update outbox set sequence = case id ${cases} end where id in (${rows.map(() => '?').join(', ')})`,
    [...rows.flatMap(({ id, sequence }) => [id, String(sequence)]), ...rows.map(({ id }) => id)],
    'run',
  );
  await em.execute('update relay set last_sequence = ? where id = 1', [last.toString()], 'run');
}
