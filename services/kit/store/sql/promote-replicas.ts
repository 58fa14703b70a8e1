/** Replaces the replicas of a live store that also owns data by those that a rebuild has filled in another schema or database. */
import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Sql } from './rows.ts';

const WAIT_MS = 60_000;
const POLL_MS = 100;

/**
 * Exchanges the rows of `tables` for those of `shadow`, a schema or database with the same tables, in one transaction. Where the
 * shadow store has consumed less of `topics`, the live checkpoint is set back to its checkpoint: the events in between are applied
 * again, which changes nothing twice. Where it has consumed more, the live store is waited for: with newer replicas it would
 * take events that it has yet to publish for old ones. Errors: the live store does not catch up within a minute.
 */
export async function promoteReplicas(
  fork: () => EntityManager,
  shadow: string,
  tables: readonly string[],
  topics: readonly string[],
): Promise<void> {
  for (const end = Date.now() + WAIT_MS; ; await delay(POLL_MS)) {
    if (await fork().transactional((em) => exchange(em, shadow, tables, topics))) return;
    if (Date.now() > end) throw new Error('The service does not consume its topics. Check that it is running.');
  }
}

/** Returns false when the live store has consumed less than the shadow store. */
async function exchange(
  em: EntityManager,
  shadow: string,
  tables: readonly string[],
  topics: readonly string[],
): Promise<boolean> {
  for (const topic of topics) {
    // Locked until the end, so that no batch is applied in between.
    const live = await offsetsOf(em, 'watermark', topic, 'for update');
    const filled = await offsetsOf(em, `${shadow}.watermark`, topic);
    for (const [partition, offset] of filled) if ((live.get(partition) ?? 0n) < offset) return false;
    for (const [partition, offset] of live)
      if ((filled.get(partition) ?? 0n) < offset) await setBack(em, shadow, topic, partition);
  }
  for (const table of tables) {
    await em.execute(`delete from ${table}`, [], 'run');
    await em.execute(`insert into ${table} select * from ${shadow}.${table}`, [], 'run');
  }
  return true;
}

/** The next offset of each partition. */
async function offsetsOf(sql: Sql, watermark: string, topic: string, lock = ''): Promise<Map<number, bigint>> {
  const rows = await sql.execute<{ partition_id: number; next_offset: string }[]>(
    `select partition_id, next_offset from ${watermark} where topic = ? order by partition_id ${lock}`,
    [topic],
  );
  return new Map(rows.map(({ partition_id, next_offset }) => [partition_id, BigInt(next_offset)]));
}

async function setBack(sql: Sql, shadow: string, topic: string, partition: number): Promise<void> {
  await sql.execute('delete from watermark where topic = ? and partition_id = ?', [topic, partition], 'run');
  await sql.execute(
    `insert into watermark select * from ${shadow}.watermark where topic = ? and partition_id = ?`,
    [topic, partition],
    'run',
  );
}
