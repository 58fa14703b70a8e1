/** Reads the sums that figures are computed from: those kept by month, and the lines of months that a range covers in part. */
import { topics } from '#infra/topology.ts';
import { snapshotFreshness } from '#kit/store/sql/checkpoints.ts';
import { type PgReader, type Read, statement } from '#kit/store/sql/pg-reader.ts';
import { asOfTime } from './as-of.ts';
import { columnNames } from './columns.ts';
import { LINE_KEYS, monthSumColumns } from './facts/rows.ts';
import type { Account } from './net-worth.ts';
import { partsOf, type Range } from './range.ts';
import {
  type AccountCells,
  type AccountSumCells,
  accountSumOf,
  type LineSumCells,
  lineSumOf,
  storedAccountOf,
} from './rows.ts';

/** A household's data as of one moment. */
export type Snapshot = ReturnType<typeof snapshot>;

export const queries = (reader: PgReader) => ({
  /** Runs `work` on a snapshot, so that all figures and their as-of time are of one moment. */
  read: <Result>(household: string, work: (at: Snapshot) => Promise<Result>): Promise<Result> =>
    reader.snapshot((read) => work(snapshot(read, household))),
});

const snapshot = (read: Read, household: string) => ({
  async freshness() {
    const time = await asOfTime(read, household);
    return { ...(await snapshotFreshness(read, topics.transaction, household)), ...(time && { asOfTime: time }) };
  },

  /** Base currency of the household; undefined until an event of the household was applied. */
  async currency(): Promise<string | undefined> {
    const [row] = await read<[baseCurrency: string]>(CURRENCY, [household]);
    return row?.[0];
  },

  /** Sums of the lines in a range by category and direction, or by month, kind and direction. Of transfers only fees count: they have a category. */
  async lineSums(range: Range, by: 'category' | 'month') {
    const sums = by === 'month' ? LINE_SUMS_BY_MONTH : LINE_SUMS_BY_CATEGORY;
    return (await read<LineSumCells>(sums, lineValues(household, range))).map(lineSumOf);
  },

  async accounts(): Promise<Account[]> {
    return (await read<AccountCells>(ACCOUNTS, [household])).map(storedAccountOf);
  },

  /** Sums of the lines up to the end of a range by account and month. Lines before the range count in its first month. */
  async accountSums({ from, to }: Range) {
    const values = [...lineValues(household, { from: FIRST_DAY, to }), `${from.slice(0, 7)}-01`];
    return (await read<AccountSumCells>(ACCOUNT_SUMS, values)).map(accountSumOf);
  },
});

/** The first day that PostgreSQL reads in this form. */
const FIRST_DAY = '0001-01-01';

const CURRENCY = statement('currency', 'select base_currency from household_copy where id = ? and not deleted');

/** Lines of a range, the parameters of `lineValues`: sums of whole months, and single lines of the months at its ends. */
const daysFrom = (first: string, last: string) =>
  `select ${LINE_KEYS}, minor_units, 1 as line_count from fact where household_id = $1 and posting_date between ${first} and ${last}`;
const LINES = `(
  select ${columnNames(monthSumColumns)} from month_sum where household_id = $1 and month between $2 and $3
  union all ${daysFrom('$4', '$5')} union all ${daysFrom('$6', '$7')}) as line`;

function lineValues(household: string, range: Range): (string | null)[] {
  const { months, days } = partsOf(range);
  // Nothing is between null and null.
  const ends = [months, days[0], days[1]].flatMap((part) => (part ? [part.from, part.to] : [null, null]));
  return [household, ...ends];
}

const lineSums = (name: string, month: string, category: string) =>
  statement(
    name,
    `select ${month}, ${category}, coalesce(category.kind, 0), line.currency, line.money_out,
       sum(line.minor_units)::text, sum(line.line_count)::text
     from ${LINES} left join category_copy category on category.id = line.category_id
     where not line.is_transfer or line.category_id is not null
     group by 1, 2, 3, 4, 5`,
  );
const LINE_SUMS_BY_CATEGORY = lineSums('line_sums_by_category', `''`, `coalesce(line.category_id::text, '')`);
const LINE_SUMS_BY_MONTH = lineSums('line_sums_by_month', `to_char(line.month, 'YYYY-MM')`, `''`);

const ACCOUNTS = statement(
  'accounts',
  'select id, currency, opening_date::text, opening_minor_units from account_copy where household_id = ? and not deleted',
);

const ACCOUNT_SUMS = statement(
  'account_sums',
  `select account_id, to_char(greatest(month, $8::date), 'YYYY-MM'), sum(minor_units)::text from ${LINES} group by 1, 2`,
);
