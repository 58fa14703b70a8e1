/**
 * Erases the rows of households that ended. A household is marked before its rows are deleted: a write that commits in the
 * meantime is either seen by the deletion, or sees the mark and deletes its own rows.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type Dialect, insertAll, type Sql } from './rows.ts';

/** PostgreSQL's advisory lock: replicas are written while it is shared, households are erased while it is held alone. */
const ERASURE_LOCK = 0x6572_6173;

/** Within a transaction on PostgreSQL: no household is erased until it ends, and the marks of those that were are seen. */
export const lockAgainstErasure = async (sql: Sql): Promise<void> =>
  void (await sql.execute('select pg_advisory_xact_lock_shared(?)', [ERASURE_LOCK]));

export type HouseholdErasure = {
  /** Marks households at once, before the effect that erases them begins. */
  mark(households: readonly string[]): Promise<void>;
  /** Within a transaction: deletes all rows of households but their marks. */
  erase(em: EntityManager, households: readonly string[]): Promise<void>;
  /** After a commit: deletes what it wrote if its household was erased in the meantime. */
  sweep(household: string): Promise<void>;
};

/** `tables` hold a household's rows, by their column household_id. */
export function householdErasure(
  fork: () => EntityManager,
  dialect: Dialect,
  tables: readonly string[],
): HouseholdErasure {
  const onConflict =
    dialect === 'postgres' ? 'on conflict do nothing' : 'on duplicate key update household_id = household_id';
  const erase = async (em: EntityManager, households: readonly string[]): Promise<void> => {
    if (households.length === 0) return;
    // Waits for replicas that are being written by transactions that have not seen the mark.
    if (dialect === 'postgres') await em.execute('select pg_advisory_xact_lock(?)', [ERASURE_LOCK]);
    for (const household of households)
      for (const table of tables) await em.execute(`delete from ${table} where household_id = ?`, [household], 'run');
  };
  return {
    async mark(households) {
      const rows = households.map((household) => ({ household_id: household }));
      if (rows.length > 0) await insertAll(fork(), 'erased', rows, onConflict);
    },
    erase,
    async sweep(household) {
      const [mark] = await fork().execute<unknown[]>('select 1 from erased where household_id = ?', [household]);
      if (mark) await fork().transactional((em) => erase(em, [household]));
    },
  };
}
