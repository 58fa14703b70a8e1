/** Facts and copies in PostgreSQL: bulk writes in the consumer's transaction, and sums computed by the store. */
import { defineEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { topics } from '#infra/topology.ts';
import { sqlApply } from '#kit/store/sql/apply.ts';
import { freshness, sqlCheckpoints } from '#kit/store/sql/checkpoints.ts';
import { openDatabase } from '#kit/store/sql/database.ts';
import { sqlIdempotency } from '#kit/store/sql/idempotency.ts';
import { asOf, asOfTime } from './as-of.ts';
import { createReplicas } from './replicas.ts';
import type { Account, AccountSum, LineSum, Range } from './report.ts';

const HouseholdRow = defineEntity({
  name: 'HouseholdRow',
  tableName: 'household_copy',
  properties: { id: p.uuid().primary(), baseCurrency: p.text(), deleted: p.boolean() },
});

const AccountRow = defineEntity({
  name: 'AccountRow',
  tableName: 'account_copy',
  properties: {
    id: p.uuid().primary(),
    householdId: p.uuid(),
    currency: p.text(),
    openingDate: p.date(),
    openingMinorUnits: p.bigint('bigint'),
    deleted: p.boolean(),
  },
});

/** Schemas of a rebuild: the one that is filled, and the one that it has replaced. */
const BESIDE = 'beside';
const REPLACED = 'replaced';

export type ReportStore = Awaited<ReturnType<typeof openStore>>;
/** One moment of the store. */
export type Snapshot = ReturnType<typeof snapshot>;

export async function openStore(url: string, schema?: string) {
  const database = await openDatabase({
    dialect: 'postgres',
    url,
    entities: [HouseholdRow, AccountRow],
    migrations: `${import.meta.dirname}/migrations`,
    schema,
  });
  const { fork } = database;
  return {
    ...database,
    idempotency: sqlIdempotency(fork),
    checkpoints: sqlCheckpoints(fork),
    apply: sqlApply(fork),
    ...createReplicas,
    ...asOf,

    /** Reads figures and how current they are as of one moment. */
    read: <Answer>(household: string, work: (at: Snapshot) => Promise<Answer>): Promise<Answer> =>
      fork().transactional((em) => work(snapshot(em, household)), {
        isolationLevel: 'repeatable read',
        readOnly: true,
      }),
  };
}

/** Everything here is derived, so a schema beside is made from nothing, and exchanged as a whole. */
export async function openShadowStore(url: string, live: ReportStore) {
  const run = (sql: string) => live.fork().execute(sql, [], 'run');
  await run(`drop schema if exists ${BESIDE} cascade`);
  await run(`create schema ${BESIDE}`);
  const store = await openStore(url, BESIDE);
  await store.migrate();
  return {
    store,
    async promote() {
      await live.fork().transactional(async (em) => {
        // Effects under way end first; those that wait meet the new schema, see that it stands elsewhere, and come again.
        await em.execute('lock table public.watermark in access exclusive mode', [], 'run');
        await em.execute(`alter schema public rename to ${REPLACED}`, [], 'run');
        await em.execute(`alter schema ${BESIDE} rename to public`, [], 'run');
      });
      await run(`drop schema ${REPLACED} cascade`);
    },
  };
}

const snapshot = (em: EntityManager, household: string) => ({
  async freshness() {
    const time = await asOfTime(em, household);
    return { ...(await freshness(em, topics.transaction, household)), ...(time && { asOfTime: time }) };
  },

  /** Currency of the household's figures; undefined while the household is not known here yet. */
  async currency(): Promise<string | undefined> {
    return (await em.findOne(HouseholdRow, { id: household, deleted: false }))?.baseCurrency;
  },

  /** Lines of a range summed by category, currency and direction, by month when wanted; of transfers only fees, which have a category. */
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

  /** Lines up to the end of a range summed by account and month; those before the range in its first month. */
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
