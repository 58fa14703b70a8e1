/** Facts and copies written in bulk, within effects: a few statements per batch, whatever its size. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import type { Sql } from '#kit/store/sql/rows.ts';
import type { Fact } from './fact.ts';
import type { Account } from './report.ts';

/** Applying and erasing exclude each other, so that nothing of an erased household is written after it. */
const ERASING_LOCK = 1;

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
  /** Within an effect: replaces the lines of each transaction of which this is the newest version. */
  async putFacts(em: EntityManager, facts: readonly Fact[]): Promise<void> {
    const fresh = new Set(await putVersions(em, facts));
    if (fresh.size === 0) return;
    await em.execute(
      `delete from fact where transaction_id in (select id::uuid from jsonb_array_elements_text(?::jsonb) as given(id))`,
      [JSON.stringify([...fresh])],
      'run',
    );
    await insertLines(
      em,
      facts.filter(({ transactionId }) => fresh.has(transactionId)),
    );
  },
  putAccounts: (em: EntityManager, copies: readonly AccountReplica[]) =>
    putNewer(em, 'account_copy', accountColumns, copies.map(fromAccount)),
  putCategories: (em: EntityManager, copies: readonly CategoryReplica[]) =>
    putNewer(em, 'category_copy', categoryColumns, copies.map(fromCategory)),
  putHouseholds: (em: EntityManager, copies: readonly HouseholdReplica[]) =>
    putNewer(em, 'household_copy', householdColumns, copies.map(fromHousehold)),
  /** Erases everything of households but the marks that they are gone. */
  async erase(em: EntityManager, households: readonly string[]): Promise<void> {
    if (households.length === 0) return;
    await em.execute('select pg_advisory_xact_lock(?)', [ERASING_LOCK]);
    for (const table of ['fact', 'fact_version', 'account_copy', 'category_copy']) {
      await em.execute(
        `delete from ${table} where household_id in (select id::uuid from jsonb_array_elements_text(?::jsonb) as given(id))`,
        [JSON.stringify(households)],
        'run',
      );
    }
  },
};

type Columns = Readonly<Record<string, string>>;
/** Units and versions travel as text: a JSON number is not exact. */
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
const versionColumns = { id: 'uuid', household_id: 'uuid', version: 'bigint' } as const satisfies Columns;
const lineColumns = {
  transaction_id: 'uuid',
  position: 'int',
  household_id: 'uuid',
  account_id: 'uuid',
  posting_date: 'date',
  category_id: 'uuid',
  minor_units: 'bigint',
  currency: 'text',
  is_transfer: 'boolean',
} as const satisfies Columns;
type Row<Of extends Columns> = { readonly [Column in keyof Of]: string | number | boolean | null };

const listed = (columns: Columns): string => Object.keys(columns).join(', ');
const typed = (columns: Columns): string =>
  Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');

/** Writes rows that are newer than what is kept, in one statement; answers their ids. Rows of erased households are left out. */
async function putNewer<Of extends Columns>(
  em: Sql,
  table: string,
  columns: Of,
  rows: readonly Row<Of>[],
): Promise<string[]> {
  if (rows.length === 0) return [];
  const owned = 'household_id' in columns;
  if (owned) await em.execute('select pg_advisory_xact_lock_shared(?)', [ERASING_LOCK]);
  const living = owned
    ? 'where not exists (select from household_copy gone where gone.id = fresh.household_id and gone.deleted)'
    : '';
  const set = Object.keys(columns).map((name) => `${name} = excluded.${name}`);
  const written = await em.execute<{ id: string }[]>(
    `insert into ${table} (${listed(columns)}) select * from jsonb_to_recordset(?::jsonb) as fresh(${typed(columns)}) ${living}
     on conflict (id) do update set ${set.join(', ')} where ${table}.version < excluded.version returning id::text`,
    [JSON.stringify(rows)],
  );
  return written.map(({ id }) => id);
}

const putVersions = (em: Sql, facts: readonly Fact[]): Promise<string[]> =>
  putNewer(
    em,
    'fact_version',
    versionColumns,
    facts.map((fact) => ({
      id: fact.transactionId,
      household_id: fact.householdId,
      version: fact.version.toString(),
    })),
  );

async function insertLines(em: Sql, facts: readonly Fact[]): Promise<void> {
  const rows = facts.flatMap((fact) =>
    fact.lines.map(
      (line, position): Row<typeof lineColumns> => ({
        transaction_id: fact.transactionId,
        position,
        household_id: fact.householdId,
        account_id: fact.accountId,
        posting_date: fact.postingDate,
        category_id: line.categoryId || null,
        minor_units: line.minorUnits.toString(),
        currency: line.currency,
        is_transfer: fact.isTransfer,
      }),
    ),
  );
  if (rows.length === 0) return;
  await em.execute(
    `insert into fact (${listed(lineColumns)}) select * from jsonb_to_recordset(?::jsonb) as line(${typed(lineColumns)})`,
    [JSON.stringify(rows)],
    'run',
  );
}

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
