/** Reports from month sums equal those computed from every line, whatever happened to the lines. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { ReportService } from '#gen/melo/reports/v1/report_service_pb.ts';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { topics } from '#infra/topology.ts';
import type { Subscription } from '#kit/events/subscription.ts';
import { createPostgresDatabase } from '#kit/testing/test-databases.ts';
import { createTestRouter, createTestUser } from '#kit/testing/test-router.ts';
import { sum } from '#kit/values/money.ts';
import { deliver, type Ledger, newLedger } from '#test/fixtures/ledger.ts';
import type { Posting } from '#test/fixtures/ledger-events.ts';
import { subscriptions } from '../consume.ts';
import { netWorth } from '../net-worth.ts';
import { daysOf, monthsOf, type Range } from '../range.ts';
import { incomeStatement, type LineSum, spendingByCategory } from '../report.ts';
import { reportRoutes } from '../routes.ts';
import { openStore, type ReportStore } from '../store.ts';

const BASE = 'EUR';
/** Beginnings, ends and middles of months. */
const DAYS = [
  '2025-12-31',
  '2026-01-01',
  '2026-01-15',
  '2026-01-31',
  '2026-02-01',
  '2026-02-28',
  '2026-03-10',
  '2026-03-31',
  '2026-04-01',
];

const database = await createPostgresDatabase();
let store: ReportStore;
let consume: readonly Subscription[];
let api: ReturnType<typeof createTestRouter>;

before(async () => {
  store = await openStore(database.url);
  await store.migrate();
  consume = subscriptions(store);
  api = createTestRouter({
    routes: (router) => void router.service(ReportService, reportRoutes(store)),
    idempotency: store.idempotency,
  });
});
after(async () => {
  await store.close();
  await database.drop();
});

const day = fc.constantFrom(...DAYS);
const posting = fc.record({
  account: fc.nat(2),
  date: day,
  transfer: fc.boolean(),
  lines: fc.array(fc.record({ category: fc.nat(3), units: fc.bigInt({ min: -5_000n, max: 3_000n }) }), {
    minLength: 1,
    maxLength: 3,
  }),
});
const step = fc.record({
  kind: fc.constantFrom('post', 'post', 'edit', 'delete', 'restore'),
  which: fc.nat(),
  posting,
});
const history = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 20 }),
  /** How many events each batch has, and how many of the batch before it repeats. */
  batches: fc.array(fc.record({ size: fc.integer({ min: 1, max: 6 }), again: fc.nat(3) }), { minLength: 1 }),
  /** Which events arrive only after all others. */
  late: fc.array(fc.boolean(), { minLength: 1 }),
  ranges: fc.array(fc.tuple(day, day), { minLength: 1, maxLength: 3 }),
});
type History = typeof history extends fc.Arbitrary<infer One> ? One : never;
type Entry = { transaction: Transaction; posting: Posting };

/** A household with accounts in two currencies, and categories of both kinds; the last of `categories` is none. */
function newHome() {
  const ledger = newLedger(BASE);
  const accounts = [ledger.account(100n), ledger.account(0n, BASE, '2026-02-01'), ledger.account(50n, 'USD')];
  const [food, fun, pay] = [CategoryKind.EXPENSE, CategoryKind.EXPENSE, CategoryKind.INCOME].map(ledger.category);
  return { ledger, accounts, categories: [food!, fun!, pay!, ''] };
}
type Home = ReturnType<typeof newHome>;

function play({ ledger, accounts, categories }: Home, steps: History['steps']): Posting[] {
  const alive: Entry[] = [];
  const deleted: Entry[] = [];
  for (const { kind, which, posting: drawn } of steps) {
    const lines = drawn.lines.map(({ category, units }) => ({ category: categories[category]!, units }));
    const next = { ...drawn, account: accounts[drawn.account]!, lines };
    const known = alive[which % Math.max(1, alive.length)];
    if (kind === 'edit' && known) {
      Object.assign(known, { transaction: ledger.edit(known.transaction, next), posting: next });
    } else if (kind === 'delete' && known) {
      ledger.remove(known.transaction);
      deleted.push(...alive.splice(alive.indexOf(known), 1));
    } else if (kind === 'restore' && deleted.length > 0) {
      ledger.restore(deleted[0]!.transaction);
      alive.push(deleted.shift()!);
    } else alive.push({ transaction: ledger.post(next), posting: next });
  }
  return alive.map((one) => one.posting);
}

/** In batches that overlap; some events arrive at last, when newer versions of their transactions may have arrived. */
async function deliverAll({ events }: Ledger, { batches, late }: History): Promise<void> {
  const own = events.filter(({ topic }) => topic === topics.transaction);
  await deliver(
    consume,
    events.filter(({ topic }) => topic !== topics.transaction),
  );
  for (const [partition, isLate] of [false, true].entries()) {
    const arriving = own.filter((_, i) => late[i % late.length] === isLate);
    for (let i = 0, from = 0; from < arriving.length; i++) {
      const { size, again } = batches[i % batches.length]!;
      await deliver(consume, arriving.slice(Math.max(0, from - again), from + size), partition);
      from += size;
    }
  }
  await deliver(consume, own, 2);
}

const lineSumsOf = ({ accounts, categories }: Home, postings: readonly Posting[], { from, to }: Range): LineSum[] =>
  postings
    .filter(({ date }) => from <= date && date <= to)
    .flatMap(({ account, date, transfer, lines }) =>
      lines
        .filter(({ category }) => !transfer || category)
        .map(({ category = '', units }) => ({
          month: date.slice(0, 7),
          categoryId: category,
          kind: category === '' ? 0 : category === categories[2] ? CategoryKind.INCOME : CategoryKind.EXPENSE,
          currency: account === accounts[2] ? 'USD' : BASE,
          moneyOut: units < 0n,
          minorUnits: units,
          lineCount: 1n,
        })),
    );

/** Sums up to the end of a range, those of each month in one. */
function accountSumsOf({ accounts }: Home, postings: readonly Posting[], { from, to }: Range) {
  const months = Map.groupBy(
    postings.filter(({ date }) => date <= to),
    ({ account, date }) => `${account} ${(date < from ? from : date).slice(0, 7)}`,
  );
  return accounts.flatMap((accountId) =>
    monthsOf({ from, to }).map((month) => ({
      accountId,
      month,
      minorUnits: sum(
        (months.get(`${accountId} ${month}`) ?? []).flatMap(({ lines }) => lines.map((one) => one.units)),
      ),
    })),
  );
}

async function compare(home: Home, postings: readonly Posting[], range: Range): Promise<void> {
  const { accounts, ledger } = home;
  const reports = api.as(ReportService, createTestUser(ledger.householdId));
  const request = { fromDate: range.from, toDate: range.to };
  const lines = lineSumsOf(home, postings, range);
  const { rows, total, unconverted } = await reports.getSpendingByCategory(request);
  assert.deepEqual(plain({ rows, total, unconverted }), plain(spendingByCategory(lines, BASE)));
  const { months, income, spending, net, unconverted: others } = await reports.getIncomeStatement(request);
  const statement = incomeStatement(lines, BASE, monthsOf(range));
  assert.deepEqual(plain({ months, income, spending, net, unconverted: others }), plain(statement));
  const opened = [
    { currency: BASE, openingDate: '2020-01-01', openingMinorUnits: 100n },
    { currency: BASE, openingDate: '2026-02-01', openingMinorUnits: 0n },
    { currency: 'USD', openingDate: '2020-01-01', openingMinorUnits: 50n },
  ].map((account, i) => ({ ...account, id: accounts[i]! }));
  const { points, unconverted: abroad } = await reports.getNetWorth(request);
  const worth = netWorth(opened, accountSumsOf(home, postings, range), BASE, daysOf(range));
  assert.deepEqual(plain({ points, unconverted: abroad }), plain(worth));
}

/** Without the names of messages. */
const plain = (value: object): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, one) =>
      key === '$typeName' ? undefined : typeof one === 'bigint' ? one.toString() : one,
    ),
  );

const KEYS = 'household_id, month, account_id, category_id, currency, is_transfer, money_out';
const STORED = `select ${KEYS}, minor_units::text, line_count::text from month_sum where household_id = ? order by ${KEYS}`;
const FROM_FACTS = `select household_id, date_trunc('month', posting_date::timestamp)::date as month, account_id, category_id, currency,
  is_transfer, minor_units < 0 as money_out, sum(minor_units)::text as minor_units, count(*)::text as line_count
  from fact where household_id = ? group by 1, 2, 3, 4, 5, 6, 7 order by 1, 2, 3, 4, 5, 6, 7`;
const storedSums = (householdId: string) => store.fork().execute<object[]>(STORED, [householdId]);

describe('month sums', () => {
  it('given any history in any order of delivery, then every report equals the one computed from the lines', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (drawn) => {
        const home = newHome();
        const postings = play(home, drawn.steps);
        await deliverAll(home.ledger, drawn);
        const { householdId } = home.ledger;
        assert.deepEqual(await storedSums(householdId), await store.fork().execute(FROM_FACTS, [householdId]));
        for (const [one, other] of drawn.ranges)
          await compare(home, postings, one < other ? { from: one, to: other } : { from: other, to: one });
      }),
      { numRuns: 40 },
    );
  });

  it('given two batches of one household at the same time, then neither stops the other and the sums are exact', async () => {
    const { ledger, accounts } = newHome();
    const days = [...DAYS, ...DAYS.toReversed()];
    for (const date of days)
      for (const account of accounts) ledger.post({ account, date, lines: [{ units: -3n }, { units: 5n }] });
    const events = ledger.events.filter(({ topic }) => topic === topics.transaction);
    const half = events.length / 2;
    await Promise.all([
      deliver(consume, events.slice(0, half), 5),
      deliver(consume, events.slice(half), 6),
      deliver(consume, events.toReversed().slice(0, half), 7),
    ]);
    const stored = await storedSums(ledger.householdId);
    assert.ok(stored.length > 0);
    assert.deepEqual(stored, await store.fork().execute(FROM_FACTS, [ledger.householdId]));
  });

  it('given a purchase that is edited without a new amount, then its sum is not written again', async () => {
    const { ledger, accounts } = newHome();
    const bought = ledger.post({ account: accounts[0]!, date: '2026-02-03', lines: [{ units: -500n }] });
    await deliver(consume, ledger.events, 5);
    const versionOf = () =>
      store.fork().execute('select xmin::text from month_sum where household_id = ?', [ledger.householdId]);
    const before = await versionOf();
    ledger.edit(bought, { account: accounts[0]!, date: '2026-02-24', lines: [{ units: -500n }] });
    await deliver(consume, ledger.events.slice(-1), 5);
    assert.equal(before.length, 1);
    assert.deepEqual(await versionOf(), before);
  });

  it('given a store of the version before, when it is migrated, then its facts are summed', async () => {
    const home = newHome();
    const [account] = home.accounts;
    for (const date of DAYS) home.ledger.post({ account: account!, date, lines: [{ units: -500n }, { units: 70n }] });
    await deliver(consume, home.ledger.events, 5);
    const sums = await storedSums(home.ledger.householdId);
    const run = (sql: string) => store.fork().execute(sql, [], 'run');
    await run('drop table month_sum');
    await run('alter table transaction_version rename to fact_version');
    await run('alter index transaction_version_by_household rename to fact_version_by_household');
    await run(`delete from mikro_orm_migrations where name like '%month-sums%'`);
    await store.migrate();
    assert.equal(sums.length, 10);
    assert.deepEqual(await storedSums(home.ledger.householdId), sums);
  });
});
