/** The filtered register: one page in a stable order, and the totals of all that match. */
import { LineFlow } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { placeholders, type Sql } from '#kit/store/sql/rows.ts';
import { type Condition, type Filter, lineCondition, transactionCondition } from './filter.ts';
import type { LedgerRecord } from './rows.ts';

/** A page begins after this posting date and id, both descending. */
export type After = { readonly date: string; readonly id: string };

/** A page's rows, newest posting date first, then newest id. */
export async function pageRows(
  database: Sql,
  filter: Filter,
  after: After | undefined,
  limit: number,
): Promise<LedgerRecord[]> {
  const { sql, values } = transactionCondition(filter);
  // The first condition lets the index seek.
  const afterCondition = after ? 'and ledger.posting_date <= ? and (ledger.posting_date < ? or ledger.id < ?)' : '';
  // Without the hint MariaDB reads the household's whole ledger up to a deep page.
  return database.execute<LedgerRecord[]>(
    `select ledger.* from ledger force index (by_household, by_account) where ${sql} ${afterCondition}
     order by ledger.posting_date desc, ledger.id desc limit ${Math.trunc(limit)}`,
    [...values, ...(after ? [after.date, after.date, after.id] : [])],
  );
}

/**
 * The number of matching transactions and their sums by currency: sums of matching lines when the filter selects lines, else of
 * amounts. A filter by account and date alone uses the monthly sums for whole months.
 */
export async function totals(database: Sql, filter: Filter): Promise<{ count: bigint; amounts: [string, bigint][] }> {
  const parts = canUseMonthSums(filter)
    ? [wholeMonths(filter), ...partialMonths(filter).map((edge) => perTransaction({ ...filter, ...edge }))]
    : [perTransaction(filter)];
  const rows = await database.execute<{ currency: string; count: string; total: string }[]>(
    `select currency, sum(row_count) as count, cast(sum(minor_units) as char) as total
     from (${parts.map(({ sql }) => sql).join(' union all ')}) part group by currency having sum(row_count) > 0 order by currency`,
    parts.flatMap(({ values }) => values),
  );
  return {
    count: rows.reduce((all, { count }) => all + BigInt(count), 0n),
    amounts: rows.map(({ currency, total }) => [currency, BigInt(total)]),
  };
}

const canUseMonthSums = (filter: Filter): boolean =>
  !filter.text && !filter.showDeleted && !filter.onlyDeleted && lineCondition(filter) === undefined;

/** One row per matching transaction, with the sum of what matches. */
function perTransaction(filter: Filter): Condition {
  const lines = lineCondition(filter);
  const own = transactionCondition({ ...filter, ...NO_LINE_FILTER });
  if (!lines) {
    const sql = `select ledger.currency, 1 as row_count, ledger.minor_units from ledger where ${own.sql}`;
    return { sql, values: own.values };
  }
  return {
    sql: `select ledger.currency, 1 as row_count, sum(line.minor_units) as minor_units
          from ledger join line on line.transaction_id = ledger.id
          where ${own.sql} and ${lines.sql} group by ledger.id, ledger.currency`,
    values: [...own.values, ...lines.values],
  };
}

const NO_LINE_FILTER = { categoryIds: undefined, uncategorised: false, tags: [], flow: LineFlow.UNSPECIFIED };

/** Monthly sums of the months that lie entirely within the range. */
function wholeMonths({ householdId, accountIds, fromDate, toDate }: Filter): Condition {
  const accounts = accountIds.length > 0 ? ` and account_id in (${placeholders(accountIds)})` : '';
  const range = `${fromDate && ' and month > ?'}${toDate && ' and month < ?'}`;
  return {
    sql: `select currency, row_count, minor_units from month_sum where household_id = ?${accounts}${range}`,
    values: [householdId, ...accountIds, ...[fromDate, toDate].filter(Boolean).map(monthOf)],
  };
}

/** The parts of the range in its first and last month. */
function partialMonths({ fromDate, toDate }: Filter): { fromDate: string; toDate: string }[] {
  if (fromDate && toDate && monthOf(fromDate) >= monthOf(toDate)) return [{ fromDate, toDate }];
  const first = { fromDate, toDate: `${monthOf(fromDate)}-31` };
  const last = { fromDate: `${monthOf(toDate)}-01`, toDate };
  return [...(fromDate ? [first] : []), ...(toDate ? [last] : [])];
}

const monthOf = (day: string): string => day.slice(0, 7);
