/** Reads the sums that figures are computed from. PostgreSQL adds them up. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { topics } from '#infra/topology.ts';
import { freshness } from '#kit/store/sql/checkpoints.ts';
import { asOfTime } from './as-of.ts';
import type { Account, AccountSum } from './net-worth.ts';
import type { Range } from './range.ts';
import type { LineSum } from './report.ts';
import { AccountRow, HouseholdRow } from './rows.ts';

/** A household's data as of one moment. */
export type Snapshot = ReturnType<typeof snapshot>;

export const queries = (fork: () => EntityManager) => ({
  /** Runs `work` on a snapshot, so that all figures and their as-of time are of one moment. */
  read: <Result>(household: string, work: (at: Snapshot) => Promise<Result>): Promise<Result> =>
    fork().transactional((em) => work(snapshot(em, household)), {
      isolationLevel: 'repeatable read',
      readOnly: true,
    }),
});

const snapshot = (em: EntityManager, household: string) => ({
  async freshness() {
    const time = await asOfTime(em, household);
    return { ...(await freshness(em, topics.transaction, household)), ...(time && { asOfTime: time }) };
  },

  /** Base currency of the household; undefined until an event of the household was applied. */
  async currency(): Promise<string | undefined> {
    return (await em.findOne(HouseholdRow, { id: household, deleted: false }))?.baseCurrency;
  },

  /** Sums of the lines in a range by category, currency and direction, and by month if wanted. Of transfers only fees count: they have a category. */
  async lineSums({ from, to }: Range, by: 'month' | 'range'): Promise<LineSum[]> {
    const month = by === 'month' ? `to_char(fact.posting_date, 'YYYY-MM')` : `''`;
    const rows = await em.execute<LineSumRow[]>(
      `select ${month} as month, coalesce(fact.category_id::text, '') as category_id, coalesce(category.kind, 0) as kind,
         fact.currency, fact.minor_units < 0 as money_out, sum(fact.minor_units)::text as minor_units, count(*)::text as line_count
       from fact left join category_copy category on category.id = fact.category_id
       where fact.household_id = ? and fact.posting_date between ? and ?
         and (not fact.is_transfer or fact.category_id is not null)
       group by 1, 2, 3, 4, 5`,
      [household, from, to],
    );
    return rows.map((row) => ({
      month: row.month,
      categoryId: row.category_id,
      kind: row.kind as CategoryKind,
      currency: row.currency,
      moneyOut: row.money_out,
      minorUnits: BigInt(row.minor_units),
      lineCount: BigInt(row.line_count),
    }));
  },

  async accounts(): Promise<Account[]> {
    return em.find(AccountRow, { householdId: household, deleted: false });
  },

  /** Sums of the lines up to the end of a range by account and month. Lines before the range count in its first month. */
  async accountSums({ from, to }: Range): Promise<AccountSum[]> {
    const rows = await em.execute<{ account_id: string; month: string; minor_units: string }[]>(
      `select account_id::text, to_char(greatest(posting_date, ?::date), 'YYYY-MM') as month, sum(minor_units)::text as minor_units
       from fact where household_id = ? and posting_date <= ? group by 1, 2`,
      [from, household, to],
    );
    return rows.map((row) => ({
      accountId: row.account_id,
      month: row.month,
      minorUnits: BigInt(row.minor_units),
    }));
  },
});

type LineSumRow = {
  month: string;
  category_id: string;
  kind: number;
  currency: string;
  money_out: boolean;
  minor_units: string;
  line_count: string;
};
