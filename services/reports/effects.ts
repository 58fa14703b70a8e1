/** What effects of events write: facts, their as-of time, and replicas. A batch needs few statements, whatever its size. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { sqlApply } from '#kit/store/sql/apply.ts';
import { putAsOf } from './as-of.ts';
import { putFacts } from './facts/put-facts.ts';
import { ERASURE_LOCK, putNewer } from './put-newer.ts';
import type { AccountReplica, CategoryReplica, HouseholdReplica } from './replicas.ts';
import { accountColumns, categoryColumns, fromAccount, fromCategory, fromHousehold, householdColumns } from './rows.ts';

export const effects = (fork: () => EntityManager) => ({
  apply: sqlApply(fork),
  putFacts,
  putAsOf,
  putAccounts: (em: EntityManager, accounts: readonly AccountReplica[]) =>
    putNewer(em, 'account_copy', accountColumns, accounts.map(fromAccount)),
  putCategories: (em: EntityManager, categories: readonly CategoryReplica[]) =>
    putNewer(em, 'category_copy', categoryColumns, categories.map(fromCategory)),
  putHouseholds: (em: EntityManager, households: readonly HouseholdReplica[]) =>
    putNewer(em, 'household_copy', householdColumns, households.map(fromHousehold)),
  /** Erases everything of households except their tombstones in household_copy. */
  async erase(em: EntityManager, households: readonly string[]): Promise<void> {
    if (households.length === 0) return;
    await em.execute('select pg_advisory_xact_lock(?)', [ERASURE_LOCK]);
    for (const table of ['fact', 'transaction_version', 'month_sum', 'account_copy', 'category_copy']) {
      await em.execute(
        `delete from ${table} where household_id in (select id::uuid from jsonb_array_elements_text(?::jsonb) as given(id))`,
        [JSON.stringify(households)],
        'run',
      );
    }
  },
});
