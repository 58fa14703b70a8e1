/** Replicas of accounts, categories and households in MariaDB, written only when newer and never for an erased household. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type Account, AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import type { Category, CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import type { Household } from '#gen/melo/users/v1/household_pb.ts';
import { placeholders, type Sql } from '#kit/store/sql/rows.ts';
import type { KnownAccount, KnownCategory, References } from './references.ts';

type CategoryRow = { id: string; household_id: string; parent_id: string; kind: CategoryKind };
type ReplicaRow = CategoryRow & {
  noun: string;
  currency: string;
  opening_date: string;
  archived: number;
  type: number;
};

export type Replicas = ReturnType<typeof createReplicas>;

export const createReplicas = (fork: () => EntityManager) => ({
  /** Accounts and categories by id, in one query. */
  async known(accountIds: readonly string[], categoryIds: readonly string[]): Promise<References> {
    const sql = knownSql(accountIds, categoryIds);
    const rows = sql ? await fork().execute<ReplicaRow[]>(sql, [...accountIds, ...categoryIds]) : [];
    const of = (noun: string) => rows.filter((row) => row.noun === noun);
    return {
      accounts: new Map(of('account').map((row) => [row.id, toAccount(row)])),
      categories: new Map(of('category').map((row) => [row.id, toCategory(row)])),
    };
  },
  /** All categories of the household. */
  async tree(householdId: string): Promise<KnownCategory[]> {
    const sql = 'select id, household_id, parent_id, kind from category_copy where household_id = ?';
    return (await fork().execute<CategoryRow[]>(sql, [householdId])).map(toCategory);
  },
  /** The household's time zone; UTC while it is unknown. */
  async timeZone(householdId: string): Promise<string> {
    const sql = 'select time_zone from household_copy where id = ?';
    const [row] = await fork().execute<{ time_zone: string }[]>(sql, [householdId]);
    return row?.time_zone || 'UTC';
  },
  putHousehold: ({ id, etag, timeZone }: Household, sql: Sql = fork()) =>
    sql.execute(
      `insert into household_copy (id, household_id, version, time_zone)
       select ?, ?, ?, ? from dual where ${NOT_ERASED}
       on duplicate key update time_zone = if(values(version) > version, values(time_zone), time_zone),
         version = greatest(version, values(version))`,
      [id, id, etag, timeZone, id],
      'run',
    ),
  putAccounts: (accounts: readonly Account[], sql: Sql = fork()) =>
    each(accounts, (account) => putAccount(sql, account)),
  putCategories: (categories: readonly Category[], sql: Sql = fork()) =>
    each(categories, (category) => putCategory(sql, category)),
});

/** One query for accounts and categories; empty when no ids are wanted. */
const knownSql = (accountIds: readonly string[], categoryIds: readonly string[]): string =>
  [
    accountIds.length > 0 &&
      `select 'account' as noun, id, household_id, '' as parent_id, 0 as kind, currency, opening_date, archived, type
       from account_copy where id in (${placeholders(accountIds)})`,
    categoryIds.length > 0 &&
      `select 'category' as noun, id, household_id, parent_id, kind, '' as currency, '' as opening_date, 0 as archived, 0 as type
       from category_copy where id in (${placeholders(categoryIds)})`,
  ]
    .filter(Boolean)
    .join(' union all ');

const NOT_ERASED = 'not exists (select 1 from erased where household_id = ?)';

// Columns change only for a newer version. The version is assigned last, because the other assignments read it.
const putAccount = (sql: Sql, account: Account) =>
  sql.execute(
    `insert into account_copy (id, household_id, version, currency, opening_date, archived, type)
     select ?, ?, ?, ?, ?, ?, ? from dual where ${NOT_ERASED}
     on duplicate key update opening_date = if(values(version) > version, values(opening_date), opening_date),
       archived = if(values(version) > version, values(archived), archived),
       type = if(values(version) > version, values(type), type), version = greatest(version, values(version))`,
    [
      account.id,
      account.householdId,
      account.etag,
      account.openingBalance!.currencyCode,
      account.openingDate,
      account.archived,
      account.type,
      account.householdId,
    ],
    'run',
  );

const putCategory = (sql: Sql, category: Category) =>
  sql.execute(
    // Replicas from before kinds were replicated have the current version, so an equal version fills in the kind.
    `insert into category_copy (id, household_id, version, parent_id, kind)
     select ?, ?, ?, ?, ? from dual where ${NOT_ERASED}
     on duplicate key update parent_id = if(values(version) > version, values(parent_id), parent_id),
       kind = if(values(version) >= version, values(kind), kind), version = greatest(version, values(version))`,
    [category.id, category.householdId, category.etag, category.parentId, category.kind, category.householdId],
    'run',
  );

async function each<Item>(items: readonly Item[], put: (item: Item) => Promise<unknown>): Promise<void> {
  for (const item of items) await put(item);
}

const toAccount = (row: ReplicaRow): KnownAccount => ({
  id: row.id,
  householdId: row.household_id,
  currency: row.currency,
  openingDate: row.opening_date,
  archived: row.archived === 1,
  isCard: row.type === AccountType.CREDIT_CARD,
});

const toCategory = (row: CategoryRow): KnownCategory => ({
  id: row.id,
  householdId: row.household_id,
  parentId: row.parent_id,
  kind: row.kind,
});
