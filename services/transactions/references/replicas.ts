/** Replicas of accounts, categories and households in MariaDB, written only when newer and never for an erased household. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type Account, AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import type { Category, CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import type { Household } from '#gen/melo/users/v1/household_pb.ts';
import { putNewer } from '#kit/store/sql/replicas.ts';
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
  putHouseholds: (households: readonly Household[], sql: Sql = fork()) =>
    putNewer(sql, 'mariadb', 'household_copy', households.map(householdRow)),
  putAccounts: (accounts: readonly Account[], sql: Sql = fork()) =>
    putNewer(sql, 'mariadb', 'account_copy', accounts.map(accountRow)),
  putCategories: (categories: readonly Category[], sql: Sql = fork()) =>
    putNewer(sql, 'mariadb', 'category_copy', categories.map(categoryRow)),
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

const householdRow = ({ id, etag, timeZone }: Household) => ({
  id,
  household_id: id,
  version: BigInt(etag),
  time_zone: timeZone,
});

const accountRow = (account: Account) => ({
  id: account.id,
  household_id: account.householdId,
  version: BigInt(account.etag),
  currency: account.openingBalance!.currencyCode,
  opening_date: account.openingDate,
  archived: account.archived,
  type: account.type,
});

const categoryRow = ({ id, householdId, etag, parentId, kind }: Category) => ({
  id,
  household_id: householdId,
  version: BigInt(etag),
  parent_id: parentId,
  kind,
});

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
