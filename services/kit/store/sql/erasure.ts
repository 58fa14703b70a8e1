/**
 * Households that have ended, in SQL stores that own truth. A mark is kept before the rows go: what a write commits
 * meanwhile is either seen by the erasing, or sees the mark and goes by itself.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type Dialect, insertAll } from './tables.ts';

/** The table of marks. */
export const erasedHouseholdsTable = (dialect: Dialect): string =>
  `create table erased (household_id ${dialect === 'postgres' ? 'uuid' : 'char(36) character set ascii collate ascii_bin'} primary key)`;

/** `tables` hold a household's rows, in their column household_id. */
export function householdErasure(fork: () => EntityManager, dialect: Dialect, tables: readonly string[]) {
  const onClash =
    dialect === 'postgres' ? 'on conflict do nothing' : 'on duplicate key update household_id = household_id';

  /** Within a transaction: erases everything of households but their marks. */
  async function erase(em: EntityManager, households: readonly string[]): Promise<void> {
    for (const household of households)
      for (const table of tables) await em.execute(`delete from ${table} where household_id = ?`, [household], 'run');
  }

  return {
    /** Keeps marks at once, before the effect that erases begins. */
    async mark(households: readonly string[]): Promise<void> {
      const rows = households.map((household) => ({ household_id: household }));
      if (rows.length > 0) await insertAll(fork(), 'erased', rows, onClash);
    },
    erase,
    /** After a commit: erases what it wrote if its household has ended meanwhile. */
    async sweep(household: string): Promise<void> {
      const [mark] = await fork().execute<unknown[]>('select 1 from erased where household_id = ?', [household]);
      if (mark) await fork().transactional((em) => erase(em, [household]));
    },
  };
}
