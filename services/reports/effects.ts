/** What effects of events write: facts, their as-of time, and replicas. A batch needs few statements, whatever its size. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { sqlApply } from '#kit/store/sql/apply.ts';
import { householdErasure } from '#kit/store/sql/erasure.ts';
import { putNewer } from '#kit/store/sql/replicas.ts';
import { putAsOf } from './as-of.ts';
import { putFacts } from './facts/put-facts.ts';
import type { AccountReplica, CategoryReplica, HouseholdReplica } from './replicas.ts';
import { fromAccount, fromCategory, fromHousehold } from './rows.ts';

/** Tables with a household's rows. `household_copy` keeps the row of an erased household, which holds no personal data. */
const HOUSEHOLD_TABLES = ['fact', 'transaction_version', 'month_sum', 'account_copy', 'category_copy'];

export const effects = (fork: () => EntityManager) => ({
  apply: sqlApply(fork, householdErasure(fork, 'postgres', HOUSEHOLD_TABLES)),
  putFacts,
  putAsOf,
  putAccounts: (em: EntityManager, accounts: readonly AccountReplica[]) =>
    putNewer(em, 'postgres', 'account_copy', accounts.map(fromAccount)),
  putCategories: (em: EntityManager, categories: readonly CategoryReplica[]) =>
    putNewer(em, 'postgres', 'category_copy', categories.map(fromCategory)),
  putHouseholds: (em: EntityManager, households: readonly HouseholdReplica[]) =>
    putNewer(em, 'postgres', 'household_copy', households.map(fromHousehold)),
});
