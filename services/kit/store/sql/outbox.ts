/** The outbox of PostgreSQL and MariaDB stores, written in the transaction of the change. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { isTombstone } from '../../events/tombstone.ts';
import { stampSequence } from '../../events/wire-format.ts';
import type { Outbox, OutboxEvent, StampedEvent } from '../outbox.ts';
import { type Dialect, insertAll, placeholders, type Sql } from './rows.ts';

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

/** `fork` returns a fresh entity manager. An event costs three statements: it is selected, stamped and deleted. */
export function sqlOutbox(fork: () => EntityManager, dialect: Dialect): Outbox {
  /** The last sequence that was given out, as far as this relay knows. */
  let last: bigint | undefined;
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
      for (;;) {
        // Known before the rows are read: if another take stamps some of them, it also moves the last sequence.
        last ??= await lastSequence(fork());
        const known = last;
        const rows = await fork().execute<OutboxRow[]>(nextRows(dialect, Math.trunc(limit)));
        const unstamped = rows.filter(({ sequence }) => sequence === null);
        if (unstamped.length === 0) return rows.map(toStampedEvent);
        // Rows that were stamped in the meantime are read again.
        last = await stamp(fork(), dialect, { rows: unstamped, last: known });
        if (last !== undefined) return rows.map(toStampedEvent);
      }
    },
    async sent(events) {
      if (events.length === 0) return;
      const ids = events.map(({ eventId }) => eventId);
      await fork().execute(`delete from outbox where event_id in (${placeholders(ids)})`, ids, 'run');
    },
  };
}

const toStampedEvent = (row: OutboxRow): StampedEvent => ({
  eventId: row.event_id,
  topic: row.topic,
  key: row.record_key,
  // A tombstone stays empty.
  payload: isTombstone(row.payload) ? row.payload : stampSequence(row.payload, BigInt(row.sequence!)),
  traceparent: row.traceparent ?? undefined,
});

/** Order of events without a sequence, written so that each database reads it from the index by sequence and age. */
const BY_AGE: Readonly<Record<Dialect, string>> = { postgres: 'sequence, id', mariadb: 'id' };

/** The first rows: stamped ones, then the others by age. Both halves read the index, so the cost does not grow with the outbox. */
export function nextRows(dialect: Dialect, limit: number): string {
  const half = (condition: string, order: string) =>
    `(select id, event_id, topic, record_key, payload, traceparent, sequence from outbox
      where sequence ${condition} order by ${order} limit ${limit})`;
  return `select * from (${half('is not null', 'sequence, id')} union all ${half('is null', BY_AGE[dialect])}) as next_rows
    order by sequence is null, sequence, id limit ${limit}`;
}

type Unstamped = { readonly rows: readonly OutboxRow[]; readonly last: bigint };

/**
 * Gives rows the sequences that follow `last`, stored before anything is published. Returns the new last sequence, or undefined
 * when another relay has given out sequences in the meantime: then nothing is stamped.
 */
async function stamp(sql: Sql, dialect: Dialect, { rows, last }: Unstamped): Promise<bigint | undefined> {
  const sequences = rows.map((_, i) => last + BigInt(i + 1));
  const next = last + BigInt(rows.length);
  const cases = rows.flatMap(({ id }, i) => [id, String(sequences[i])]);
  const ids = rows.map(({ id }) => id);
  const { affectedRows } = await sql.execute<{ affectedRows: number }>(
    STAMP[dialect](ids),
    dialect === 'postgres'
      ? [String(next), String(last), ...cases, ...ids]
      : [String(next), ...cases, String(last), ...ids],
    'run',
  );
  if (affectedRows === 0) return undefined;
  for (const [i, row] of rows.entries()) row.sequence = sequences[i]!;
  return next;
}

async function lastSequence(sql: Sql): Promise<bigint> {
  const [state] = await sql.execute<{ last_sequence: string }[]>('select last_sequence from relay where id = 1');
  return BigInt(state!.last_sequence);
}

const casesOf = (ids: readonly unknown[]): string =>
  `case outbox.id ${'when ? then cast(? as decimal(20)) '.repeat(ids.length)}end`;

/** One statement that moves the last sequence and stamps the rows, or does neither. */
const STAMP: Readonly<Record<Dialect, (ids: readonly unknown[]) => string>> = {
  postgres: (ids) =>
    `with moved as (update relay set last_sequence = ? where id = 1 and last_sequence = ? returning 1)
     update outbox set sequence = ${casesOf(ids)} from moved where outbox.id in (${placeholders(ids)})`,
  mariadb: (ids) =>
    `update relay, outbox set relay.last_sequence = ?, outbox.sequence = ${casesOf(ids)}
     where relay.id = 1 and relay.last_sequence = ? and outbox.id in (${placeholders(ids)})`,
};
