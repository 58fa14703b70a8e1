/** Replicas of accounts, categories and households, written in bulk within effects: a few statements per batch, whatever its size. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import type { Account } from './net-worth.ts';
import { putFacts } from './put-facts.ts';
import { type Columns, ERASURE_LOCK, putNewer, type Row } from './put-newer.ts';

export type HouseholdReplica = {
  id: string;
  version: bigint;
  baseCurrency: string;
  timeZone: string;
  deleted: boolean;
};
export type CategoryReplica = {
  id: string;
  householdId: string;
  version: bigint;
  parentId: string;
  kind: CategoryKind;
};
export type AccountReplica = Account & {
  readonly householdId: string;
  readonly version: bigint;
  readonly archived: boolean;
  readonly deleted: boolean;
};

export const createReplicas = {
  putFacts,
  putAccounts: (em: EntityManager, copies: readonly AccountReplica[]) =>
    putNewer(em, 'account_copy', accountColumns, copies.map(fromAccount)),
  putCategories: (em: EntityManager, copies: readonly CategoryReplica[]) =>
    putNewer(em, 'category_copy', categoryColumns, copies.map(fromCategory)),
  putHouseholds: (em: EntityManager, copies: readonly HouseholdReplica[]) =>
    putNewer(em, 'household_copy', householdColumns, copies.map(fromHousehold)),
  /** Erases everything of households except their tombstones in household_copy. */
  async erase(em: EntityManager, households: readonly string[]): Promise<void> {
    if (households.length === 0) return;
    await em.execute('select pg_advisory_xact_lock(?)', [ERASURE_LOCK]);
    for (const table of ['fact', 'fact_version', 'account_copy', 'category_copy']) {
      await em.execute(
        `delete from ${table} where household_id in (select id::uuid from jsonb_array_elements_text(?::jsonb) as given(id))`,
        [JSON.stringify(households)],
        'run',
      );
    }
  },
};

/** Minor units and versions are sent as text, because a JSON number is not exact. */
const householdColumns = {
  id: 'uuid',
  version: 'bigint',
  base_currency: 'text',
  time_zone: 'text',
  deleted: 'boolean',
} as const satisfies Columns;
const categoryColumns = {
  id: 'uuid',
  household_id: 'uuid',
  version: 'bigint',
  parent_id: 'uuid',
  kind: 'smallint',
} as const satisfies Columns;
const accountColumns = {
  id: 'uuid',
  household_id: 'uuid',
  version: 'bigint',
  currency: 'text',
  opening_date: 'date',
  opening_minor_units: 'bigint',
  archived: 'boolean',
  deleted: 'boolean',
} as const satisfies Columns;
const fromHousehold = (copy: HouseholdReplica): Row<typeof householdColumns> => ({
  id: copy.id,
  version: copy.version.toString(),
  base_currency: copy.baseCurrency,
  time_zone: copy.timeZone,
  deleted: copy.deleted,
});

const fromCategory = (copy: CategoryReplica): Row<typeof categoryColumns> => ({
  id: copy.id,
  household_id: copy.householdId,
  version: copy.version.toString(),
  parent_id: copy.parentId || null,
  kind: copy.kind,
});

const fromAccount = (copy: AccountReplica): Row<typeof accountColumns> => ({
  id: copy.id,
  household_id: copy.householdId,
  version: copy.version.toString(),
  currency: copy.currency,
  opening_date: copy.openingDate,
  opening_minor_units: copy.openingMinorUnits.toString(),
  archived: copy.archived,
  deleted: copy.deleted,
});
