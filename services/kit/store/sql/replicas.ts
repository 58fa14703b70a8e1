/** Copies of what others own, in a service that also keeps truth: made again in tables beside, then put in the place of the live ones. */
import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Sql } from './rows.ts';

const WAIT_MS = 60_000;
const POLL_MS = 100;

/**
 * Exchanges the rows of `tables` for those in `beside`, a schema or database with the same ones, in one transaction. Where
 * `beside` has heard less of `topics`, their watermark goes back to it: what came since takes effect again, which it may, and
 * who consumes looks where the store stands when it starts. Where `beside` has heard more, the live store is waited for: with
 * newer copies it would take for old what it has yet to tell.
 */
export async function promoteReplicas(
  fork: () => EntityManager,
  beside: string,
  tables: readonly string[],
  topics: readonly string[],
): Promise<void> {
  for (const end = Date.now() + WAIT_MS; ; await delay(POLL_MS)) {
    if (await fork().transactional((em) => exchange(em, beside, tables, topics))) return;
    if (Date.now() > end) throw new Error('the service does not go on with its topics; is it running?');
  }
}

async function exchange(
  em: EntityManager,
  beside: string,
  tables: readonly string[],
  topics: readonly string[],
): Promise<boolean> {
  for (const topic of topics) {
    // Held until the end, so that no effect comes between.
    const live = await offsetsOf(em, 'watermark', topic, 'for update');
    const filled = await offsetsOf(em, `${beside}.watermark`, topic);
    for (const [partition, offset] of filled) if ((live.get(partition) ?? 0n) < offset) return false;
    for (const [partition, offset] of live)
      if ((filled.get(partition) ?? 0n) < offset) await goBack(em, beside, topic, partition);
  }
  for (const table of tables) {
    await em.execute(`delete from ${table}`, [], 'run');
    await em.execute(`insert into ${table} select * from ${beside}.${table}`, [], 'run');
  }
  return true;
}

/** Where each partition goes on. */
async function offsetsOf(sql: Sql, watermark: string, topic: string, lock = ''): Promise<Map<number, bigint>> {
  const rows = await sql.execute<{ partition_id: number; next_offset: string }[]>(
    `select partition_id, next_offset from ${watermark} where topic = ? order by partition_id ${lock}`,
    [topic],
  );
  return new Map(rows.map(({ partition_id, next_offset }) => [partition_id, BigInt(next_offset)]));
}

async function goBack(sql: Sql, beside: string, topic: string, partition: number): Promise<void> {
  await sql.execute('delete from watermark where topic = ? and partition_id = ?', [topic, partition], 'run');
  await sql.execute(
    `insert into watermark select * from ${beside}.watermark where topic = ? and partition_id = ?`,
    [topic, partition],
    'run',
  );
}
