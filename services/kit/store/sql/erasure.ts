/**
 * Erases the rows of households that ended. A household is marked before its rows are deleted: a write that commits in the
 * meantime is either seen by the deletion, or sees the mark and deletes its own rows.
 */
import type { EntityManager } from '@mikro-orm/postgresql';

import { type Dialect, insertAll } from './rows.ts';

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
