/** The filtered register: one page in a stable order, and the totals of all that match. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { ListTransactionsRequest } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import type { LedgerRecord } from './rows.ts';

/** A page begins after this posting date and id, both descending. */
export type After = { readonly date: string; readonly id: string };

/** What to look for; `categoryIds` hold all descendants. */
export type Filter = Pick<ListTransactionsRequest, 'accountIds' | 'uncategorised' | 'fromDate' | 'toDate' | 'text'> & {
  readonly householdId: string;
  readonly categoryIds: readonly string[] | undefined;
};

/** A page's rows, newest posting date first, then newest id. */
export async function pageRows(
  em: EntityManager,
  filter: Filter,
  after: After | undefined,
  limit: number,
): Promise<LedgerRecord[]> {
  const { where, values } = conditions(filter);
  if (after) {
    // The first part is where the index is entered.
    where.push('posting_date <= ?', '(posting_date < ? or id < ?)');
    values.push(after.date, after.date, after.id);
  }
  // Left to itself MariaDB reads the whole ledger of the household up to a deep page.
  return em.execute<LedgerRecord[]>(
    `select * from ledger force index (by_household, by_account) where ${where.join(' and ')} order by posting_date desc, id desc limit ${Math.trunc(limit)}`,
    values,
  );
}

/** How many match, and the sum of their amounts by currency; whole months are summed already where only account and day are asked for. */
export async function totals(
  em: EntityManager,
  filter: Filter,
): Promise<{ count: bigint; amounts: [string, bigint][] }> {
  const parts = isSummed(filter)
    ? [months(filter), ...edges(filter).map((edge) => counted({ ...filter, ...edge }))]
    : [counted(filter)];
  const rows = await em.execute<{ currency: string; count: string; total: string }[]>(
    `select currency, sum(row_count) as count, cast(sum(minor_units) as char) as total
     from (${parts.map(({ sql }) => sql).join(' union all ')}) part group by currency having sum(row_count) > 0 order by currency`,
    parts.flatMap(({ values }) => values),
  );
  return {
    count: rows.reduce((all, { count }) => all + BigInt(count), 0n),
    amounts: rows.map(({ currency, total }) => [currency, BigInt(total)]),
  };
}

type Part = { readonly sql: string; readonly values: readonly string[] };

const isSummed = ({ text, categoryIds, uncategorised }: Filter): boolean => !text && !categoryIds && !uncategorised;

/** Row by row. */
function counted(filter: Filter): Part {
  const { where, values } = conditions(filter);
  return { sql: `select currency, 1 as row_count, minor_units from ledger where ${where.join(' and ')}`, values };
}

/** The months between those in which the range begins and ends. */
function months({ householdId, accountIds, fromDate, toDate }: Filter): Part {
  const accounts = accountIds.length > 0 ? ` and account_id in (${marks(accountIds)})` : '';
  const range = `${fromDate && ' and month > ?'}${toDate && ' and month < ?'}`;
  return {
    sql: `select currency, row_count, minor_units from month_sum where household_id = ?${accounts}${range}`,
    values: [householdId, ...accountIds, ...[fromDate, toDate].filter(Boolean).map(monthOf)],
  };
}

/** What of the range lies in the months in which it begins and ends. */
function edges({ fromDate, toDate }: Filter): { fromDate: string; toDate: string }[] {
  if (fromDate && toDate && monthOf(fromDate) >= monthOf(toDate)) return [{ fromDate, toDate }];
  const first = { fromDate, toDate: `${monthOf(fromDate)}-31` };
  const last = { fromDate: `${monthOf(toDate)}-01`, toDate };
  return [...(fromDate ? [first] : []), ...(toDate ? [last] : [])];
}

const monthOf = (day: string): string => day.slice(0, 7);

function conditions(filter: Filter): { where: string[]; values: string[] } {
  const where = ['household_id = ?', 'deleted_ms is null'];
  const values = [filter.householdId];
  const add = (condition: string, ...own: readonly string[]) => {
    where.push(condition);
    values.push(...own);
  };
  if (filter.accountIds.length > 0) add(`account_id in (${marks(filter.accountIds)})`, ...filter.accountIds);
  if (filter.fromDate) add('posting_date >= ?', filter.fromDate);
  if (filter.toDate) add('posting_date <= ?', filter.toDate);
  if (filter.text) {
    const like = `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`;
    add('(payee like ? or note like ?)', like, like);
  }
  if (filter.categoryIds) {
    add(
      `exists (select 1 from line where transaction_id = ledger.id and category_id in (${marks(filter.categoryIds)}))`,
      ...filter.categoryIds,
    );
  }
  if (filter.uncategorised) {
    add('transfer_id is null and exists (select 1 from line where transaction_id = ledger.id and category_id is null)');
  }
  return { where, values };
}

const marks = (values: readonly string[]): string => values.map(() => '?').join(', ');
