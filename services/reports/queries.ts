/** Reads the sums that figures are computed from. PostgreSQL adds them up. */
import { topics } from '#infra/topology.ts';
import { snapshotFreshness } from '#kit/store/sql/checkpoints.ts';
import { type PgReader, type Read, statement } from '#kit/store/sql/pg-reader.ts';
import { asOfTime } from './as-of.ts';
import type { Account } from './net-worth.ts';
import type { Range } from './range.ts';
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

  /** Sums of the lines in a range by category, currency and direction, and by month if wanted. Of transfers only fees count: they have a category. */
  async lineSums({ from, to }: Range, by: 'month' | 'range') {
    const sums = by === 'month' ? LINE_SUMS_BY_MONTH : LINE_SUMS;
    return (await read<LineSumCells>(sums, [household, from, to])).map(lineSumOf);
  },

  async accounts(): Promise<Account[]> {
    return (await read<AccountCells>(ACCOUNTS, [household])).map(storedAccountOf);
  },

  /** Sums of the lines up to the end of a range by account and month. Lines before the range count in its first month. */
  async accountSums({ from, to }: Range) {
    return (await read<AccountSumCells>(ACCOUNT_SUMS, [from, household, to])).map(accountSumOf);
  },
});

const CURRENCY = statement('currency', 'select base_currency from household_copy where id = ? and not deleted');

const lineSums = (name: string, month: string) =>
  statement(
    name,
    `select ${month}, coalesce(fact.category_id::text, ''), coalesce(category.kind, 0),
       fact.currency, fact.minor_units < 0, sum(fact.minor_units)::text, count(*)
     from fact left join category_copy category on category.id = fact.category_id
     where fact.household_id = ? and fact.posting_date between ? and ?
       and (not fact.is_transfer or fact.category_id is not null)
     group by 1, 2, 3, 4, 5`,
  );
const LINE_SUMS = lineSums('line_sums', `''`);
const LINE_SUMS_BY_MONTH = lineSums('line_sums_by_month', `to_char(fact.posting_date, 'YYYY-MM')`);

const ACCOUNTS = statement(
  'accounts',
  'select id, currency, opening_date::text, opening_minor_units from account_copy where household_id = ? and not deleted',
);

const ACCOUNT_SUMS = statement(
  'account_sums',
  `select account_id, to_char(greatest(posting_date, ?::date), 'YYYY-MM'), sum(minor_units)::text
   from fact where household_id = ? and posting_date <= ? group by 1, 2`,
);
