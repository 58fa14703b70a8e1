/** Outbox and watermark in PostgreSQL and MariaDB, written in the transaction of the change or effect they belong to. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { partitionOf } from '../../events/kafka.ts';
import type { Outbox, Stamped } from '../../events/relay.ts';
import { isTombstone } from '../../events/tombstone.ts';
import { stampSequence } from '../../events/wire-format.ts';
import type { OutboxEvent } from '../../rpc/write-context.ts';
import { largest } from '../../values/money.ts';
import type { AnyEvent, Checkpoint, CheckpointStore, EventBatch, Freshness, ReceivedEvent } from '../checkpoints.ts';

export type Dialect = 'postgres' | 'mariadb';

/** Either dialect's entity manager; only `execute`, with `?` for parameters, is used here. */
export type Sql = Pick<EntityManager, 'execute'>;

/** Sequences start in epoch 1; a restore raises the epoch, so that no number is ever used twice. */
const FIRST_SEQUENCE = 1n << 48n;

/** Statements that make the kit's own tables; a service's first migration runs them. */
export function kitTables(dialect: Dialect): string[] {
  const bytes = dialect === 'postgres' ? 'bytea' : 'mediumblob';
  const serial = dialect === 'postgres' ? 'bigserial' : 'bigint auto_increment';
  return [
    `create table request (scope varchar(100) not null, request_id varchar(36) not null, hash varchar(64) not null,
       answer ${bytes} not null, create_ms bigint not null, primary key (scope, request_id))`,
    'create index request_by_time on request (create_ms)',
    `create table outbox (id ${serial} primary key, event_id varchar(36) not null, topic varchar(100) not null,
       record_key varchar(100) not null, payload ${bytes} not null, traceparent varchar(60), sequence bigint)`,
    'create index outbox_by_event on outbox (event_id)',
    `create table relay (id int primary key, holder varchar(100) not null, expire_ms bigint not null, last_sequence bigint not null)`,
    `insert into relay (id, holder, expire_ms, last_sequence) values (1, '', 0, ${FIRST_SEQUENCE})`,
    `create table watermark (topic varchar(100) not null, partition_id int not null, sequence bigint not null,
       next_offset bigint not null, primary key (topic, partition_id))`,
    `create table skipped (topic varchar(100) not null, partition_id int not null, record_offset bigint not null,
       sequence bigint not null, cause varchar(1000) not null, primary key (topic, partition_id, record_offset))`,
  ];
}

/** What came to the kit's tables later: of an event that was set aside, whose it is. Of older ones nobody knows. */
export const deadLetterKeys = (): string[] => [
  `alter table skipped add column record_key varchar(100) not null default ''`,
];

/** Rows of one insert statement. */
const INSERT_CHUNK = 500;

export type Cell = string | number | bigint | Uint8Array | null;

/** Inserts rows by column, all with those of the first, in few statements; `onClash` ends each, such as `on conflict do nothing`. */
export async function insertAll(
  sql: Sql,
  table: string,
  rows: readonly Readonly<Record<string, Cell>>[],
  onClash = '',
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const marks = `(${columns.map(() => '?').join(', ')})`;
  for (let i = 0; i < rows.length; i += INSERT_CHUNK) {
    const chunk = rows.slice(i, i + INSERT_CHUNK);
    await sql.execute(
      `insert into ${table} (${columns.join(', ')}) values ${chunk.map(() => marks).join(', ')} ${onClash}`,
      chunk.flatMap((row) => columns.map((column) => parameter(row[column]!))),
      'run',
    );
  }
}

/** Changes the row that has all of `where`; false when there is none. */
export async function updateRow(
  sql: Sql,
  table: string,
  where: Readonly<Record<string, Cell>>,
  row: Readonly<Record<string, Cell>>,
): Promise<boolean> {
  const equal = (cells: Readonly<Record<string, Cell>>) => Object.keys(cells).map((column) => `${column} = ?`);
  const { affectedRows } = await sql.execute<{ affectedRows: number }>(
    `update ${table} set ${equal(row).join(', ')} where ${equal(where).join(' and ')}`,
    [...Object.values(row), ...Object.values(where)].map(parameter),
    'run',
  );
  return affectedRows === 1;
}

const parameter = (cell: Cell): Cell =>
  typeof cell === 'bigint' ? cell.toString() : cell instanceof Uint8Array ? Buffer.from(cell) : cell;

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

/** `fork` answers a fresh entity manager. */
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
      return fork().transactional(async (em) => {
        // Locked before the rows are read: a relay that lost its lease meanwhile must not stamp what another has stamped.
        const [state] = await em.execute<{ last_sequence: string }[]>(
          'select last_sequence from relay where id = 1 for update',
        );
        const rows = await em.execute<OutboxRow[]>(
          `select id, event_id, topic, record_key, payload, traceparent, sequence from outbox
           order by sequence is null, sequence, id limit ${Math.trunc(limit)}`,
        );
        const fresh = rows.filter(({ sequence }) => sequence === null);
        if (fresh.length > 0) await stamp(em, fresh, BigInt(state!.last_sequence));
        return rows.map(
          (row): Stamped => ({
            eventId: row.event_id,
            topic: row.topic,
            key: row.record_key,
            // A tombstone stays empty.
            payload: isTombstone(row.payload) ? row.payload : stampSequence(row.payload, BigInt(row.sequence!)),
            traceparent: row.traceparent ?? undefined,
          }),
        );
      });
    },
    async sent(events) {
      if (events.length === 0) return;
      const ids = events.map(({ eventId }) => eventId);
      await fork().execute(`delete from outbox where event_id in (${ids.map(() => '?').join(', ')})`, ids, 'run');
    },
  };
}

/** Gives rows the next sequences, kept before anything is published. */
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

/** Where a store stands, and what it skipped. */
export const sqlCheckpoints = (fork: () => EntityManager): CheckpointStore => ({
  checkpoint: (topic, partition) => position(fork(), topic, partition),
  async checkpoints() {
    const rows = await fork().execute<(PositionRow & { topic: string; partition_id: number })[]>(
      'select topic, partition_id, sequence, next_offset from watermark',
    );
    return rows.map((row) => ({ topic: row.topic, partition: row.partition_id, ...toPosition(row) }));
  },
  async recordDeadLetter({ topic, partition, offset, key, sequence, cause }) {
    await fork().transactional(async (em) => {
      await forget(em, { topic, partition, offset });
      await em.execute(
        'insert into skipped (topic, partition_id, record_offset, record_key, sequence, cause) values (?, ?, ?, ?, ?, ?)',
        [topic, partition, offset.toString(), key.slice(0, KEY_CHARS), sequence.toString(), cause],
        'run',
      );
    });
  },
  async deadLetters() {
    const rows = await fork().execute<SkippedRow[]>(
      'select * from skipped order by topic, partition_id, record_offset',
    );
    return rows.map(({ topic, partition_id, record_offset, record_key, sequence, cause }) => ({
      topic,
      partition: partition_id,
      offset: BigInt(record_offset),
      key: record_key,
      sequence: BigInt(sequence),
      cause,
    }));
  },
  discardDeadLetter: (place) => forget(fork(), place),
  freshness: (topic, household) => freshness(fork(), topic, household),
});

const KEY_CHARS = 100;

type SkippedRow = {
  topic: string;
  partition_id: number;
  record_offset: string;
  record_key: string;
  sequence: string;
  cause: string;
};

/** The same within a transaction, as of its snapshot. */
export async function freshness(sql: Sql, topic: string, household: string): Promise<Freshness> {
  const [row] = await sql.execute<{ sequence: string | null; skipped: string }[]>(
    `select (select sequence from watermark where topic = ? and partition_id = ?) as sequence,
       (select count(*) from skipped where record_key in (?, '')) as skipped`,
    [topic, partitionOf(household), household],
  );
  return { asOfSequence: BigInt(row?.sequence ?? 0), incomplete: Number(row?.skipped) > 0 };
}

/** False when it is not recorded as skipped. */
async function forget(
  sql: Sql,
  { topic, partition, offset }: Parameters<CheckpointStore['discardDeadLetter']>[0],
): Promise<boolean> {
  const { affectedRows } = await sql.execute<{ affectedRows: number }>(
    'delete from skipped where topic = ? and partition_id = ? and record_offset = ?',
    [topic, partition, offset.toString()],
    'run',
  );
  return affectedRows === 1;
}

/** Applies what was set aside, each event in the transaction that forgets it; what is no longer recorded has been applied. */
async function reapplySql<Event>(
  fork: () => EntityManager,
  { topic, partition, events }: EventBatch<Event>,
  effect: (events: readonly Event[], em: EntityManager) => Promise<void>,
): Promise<void> {
  for (const { event, offset } of events) {
    await fork().transactional(async (em) => {
      if (await forget(em, { topic, partition, offset })) await effect([event], em);
    });
  }
}

async function position(sql: Sql, topic: string, partition: number, lock = ''): Promise<Checkpoint | undefined> {
  const [row] = await sql.execute<PositionRow[]>(
    `select sequence, next_offset from watermark where topic = ? and partition_id = ? ${lock}`,
    [topic, partition],
  );
  return row && toPosition(row);
}

type PositionRow = { sequence: string; next_offset: string };

const toPosition = ({ sequence, next_offset }: PositionRow): Checkpoint => ({
  sequence: BigInt(sequence),
  nextOffset: BigInt(next_offset),
});

/**
 * Applies a batch in one transaction: locks the watermark, gives `effect` the events that are newer, moves the watermark.
 * A batch that comes again finds its watermark and changes nothing. Of a batch in which nothing `concerns` the effect only the
 * watermark moves, by one statement.
 */
export async function applySql<Event>(
  fork: () => EntityManager,
  batch: EventBatch<Event>,
  effect: (events: readonly Event[], em: EntityManager) => Promise<void>,
  concerns: (event: Event) => boolean = () => true,
): Promise<void> {
  if (batch.redriven) return reapplySql(fork, batch, effect);
  const { topic, partition } = batch;
  if (!batch.events.some(({ event }) => concerns(event)) && (await passBy(fork(), batch))) return;
  // Only a row that is there is locked: MariaDB would lock the gap where others want to put theirs. Asked outside of the
  // transaction, whose reads must not be older than the lock.
  const known = batch.checkpoint ?? (await position(fork(), topic, partition));
  await fork().transactional(async (em) => {
    const stored = known && (await position(em, topic, partition, 'for update'));
    // What stands between would never be applied: the consumer sees it too and reads again from there.
    if (known && (stored?.nextOffset ?? 0n) < known.nextOffset) throw new Error('the store has gone back meanwhile');
    const fresh = batch.events.filter((received) => sequenceOf(received) > (stored?.sequence ?? 0n));
    if (fresh.length > 0)
      await effect(
        fresh.map(({ event }) => event),
        em,
      );
    const last = fresh.at(-1);
    const sequence = largest([stored?.sequence ?? 0n, last ? sequenceOf(last) : 0n, batch.skippedSequence ?? 0n]);
    if (stored) {
      await em.execute(
        'update watermark set sequence = ?, next_offset = ? where topic = ? and partition_id = ?',
        [sequence.toString(), batch.nextOffset.toString(), topic, partition],
        'run',
      );
    } else {
      await em.execute(
        'insert into watermark (topic, partition_id, sequence, next_offset) values (?, ?, ?, ?)',
        [topic, partition, sequence.toString(), batch.nextOffset.toString()],
        'run',
      );
    }
  });
}

/** Moves the watermark alone, and never back; false when there is none yet, it stands there already or has gone back. */
async function passBy(
  sql: Sql,
  { topic, partition, events, nextOffset, skippedSequence, checkpoint }: EventBatch<unknown>,
): Promise<boolean> {
  const last = events.at(-1);
  const { affectedRows } = await sql.execute<{ affectedRows: number }>(
    `update watermark set sequence = greatest(sequence, cast(? as decimal(20))),
       next_offset = greatest(next_offset, cast(? as decimal(20)))
     where topic = ? and partition_id = ? and next_offset >= ?`,
    [
      (last ? sequenceOf(last) : (skippedSequence ?? 0n)).toString(),
      nextOffset.toString(),
      topic,
      partition,
      (checkpoint?.nextOffset ?? 0n).toString(),
    ],
    'run',
  );
  return affectedRows === 1;
}

const sequenceOf = ({ event }: ReceivedEvent<unknown>): bigint => (event as AnyEvent).sequence;
