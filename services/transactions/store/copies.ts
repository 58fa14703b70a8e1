/** Copies of accounts and categories in MariaDB, written only when newer. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account } from '#gen/melo/accounts/v1/account_pb.ts';
import type { Category } from '#gen/melo/categories/v1/category_pb.ts';
import type { Sql } from '#kit/events/sql.ts';
import type { KnownAccount, KnownCategory } from '../known.ts';

type AccountRow = { id: string; household_id: string; currency: string; opening_date: string; archived: number };
type CategoryRow = { id: string; household_id: string; parent_id: string };

export type Copies = ReturnType<typeof copies>;

export const copies = (fork: () => EntityManager) => ({
  async accounts(ids: readonly string[]): Promise<KnownAccount[]> {
    if (ids.length === 0) return [];
    const rows = await fork().execute<AccountRow[]>(
      `select id, household_id, currency, opening_date, archived from account_copy where id in (${marks(ids)})`,
      [...ids],
    );
    return rows.map((row) => ({
      id: row.id,
      householdId: row.household_id,
      currency: row.currency,
      openingDate: row.opening_date,
      archived: row.archived === 1,
    }));
  },
  async categories(ids: readonly string[]): Promise<KnownCategory[]> {
    if (ids.length === 0) return [];
    const sql = `select id, household_id, parent_id from category_copy where id in (${marks(ids)})`;
    return (await fork().execute<CategoryRow[]>(sql, [...ids])).map(toCategory);
  },
  /** The household's whole tree. */
  async tree(householdId: string): Promise<KnownCategory[]> {
    const sql = 'select id, household_id, parent_id from category_copy where household_id = ?';
    return (await fork().execute<CategoryRow[]>(sql, [householdId])).map(toCategory);
  },
  putAccounts: (accounts: readonly Account[], sql: Sql = fork()) =>
    each(accounts, (account) => putAccount(sql, account)),
  putCategories: (categories: readonly Category[], sql: Sql = fork()) =>
    each(categories, (category) => putCategory(sql, category)),
});

// A version that is not newer leaves every column as it is; the version itself is assigned last, because the others look at it.
const putAccount = (sql: Sql, account: Account) =>
  sql.execute(
    `insert into account_copy (id, household_id, version, currency, opening_date, archived) values (?, ?, ?, ?, ?, ?)
     on duplicate key update opening_date = if(values(version) > version, values(opening_date), opening_date),
       archived = if(values(version) > version, values(archived), archived), version = greatest(version, values(version))`,
    [
      account.id,
      account.householdId,
      account.etag,
      account.openingBalance!.currencyCode,
      account.openingDate,
      account.archived,
    ],
    'run',
  );

const putCategory = (sql: Sql, category: Category) =>
  sql.execute(
    `insert into category_copy (id, household_id, version, parent_id) values (?, ?, ?, ?)
     on duplicate key update parent_id = if(values(version) > version, values(parent_id), parent_id),
       version = greatest(version, values(version))`,
    [category.id, category.householdId, category.etag, category.parentId],
    'run',
  );

async function each<Item>(items: readonly Item[], put: (item: Item) => Promise<unknown>): Promise<void> {
  for (const item of items) await put(item);
}

const toCategory = (row: CategoryRow): KnownCategory => ({
  id: row.id,
  householdId: row.household_id,
  parentId: row.parent_id,
});

const marks = (ids: readonly string[]): string => ids.map(() => '?').join(', ');
