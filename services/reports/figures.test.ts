/** Figures of reports on a ledger, through the routes on the real store. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt';
import fc from 'fast-check';
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { ReportService } from '#gen/melo/reports/v1/report_service_pb.ts';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { Role } from '#gen/melo/users/v1/household_pb.ts';
import { topics } from '#infra/topology.ts';
import { partitionOf } from '#kit/events/partitions.ts';
import type { Subscription } from '#kit/events/subscription.ts';
import { createPostgresDatabase } from '#kit/testing/test-databases.ts';
import { createTestRouter, createTestUser, reasonOf } from '#kit/testing/test-router.ts';
import { deliver, type Ledger, newLedger } from '#test/fixtures/ledger.ts';
import type { Posting } from '#test/fixtures/ledger-events.ts';
import { subscriptions } from './consume.ts';
import { reportRoutes } from './routes.ts';
import { openStore, type ReportStore } from './store.ts';

const RANGE = { fromDate: '2026-01-01', toDate: '2026-12-31' };
/** A double cannot hold it exactly. */
const HUGE = 2n ** 53n + 1n;

const database = await createPostgresDatabase();
const rebuilding = await createPostgresDatabase();
let store: ReportStore;
let consume: readonly Subscription[];
let api: ReturnType<typeof createTestRouter>;

before(async () => {
  store = await openStore(database.url);
  await store.migrate();
  await store.assertCurrent();
  consume = subscriptions(store);
  api = createTestRouter({
    routes: (router) => void router.service(ReportService, reportRoutes(store)),
    idempotency: store.idempotency,
  });
});
after(async () => {
  await store.close();
  await database.drop();
  await rebuilding.drop();
});

const reportsOf = ({ householdId }: Ledger) => api.as(ReportService, createTestUser(householdId, Role.VIEWER));
const spendingOf = async (ledger: Ledger): Promise<bigint> =>
  (await reportsOf(ledger).getSpendingByCategory(RANGE)).total!.minorUnits;

/** All stored rows of a household's transactions. */
async function storedRows({ householdId }: Ledger, of = store): Promise<string[]> {
  const rows = await of.fork().execute<{ line: string }[]>(
    `select row_to_json(fact)::text as line from fact where household_id = ?
     union all select row_to_json(transaction_version)::text from transaction_version where household_id = ?
     union all select row_to_json(month_sum)::text from month_sum where household_id = ? order by 1`,
    [householdId, householdId, householdId],
  );
  return rows.map(({ line }) => line);
}

describe('spending', () => {
  it('given purchases of 100 on a card, when the card is paid with 100, then spending is 100', async () => {
    const ledger = newLedger();
    const [checking, card] = [ledger.account(100_000n), ledger.account()];
    const category = ledger.category(CategoryKind.EXPENSE);
    ledger.post({ account: card, date: '2026-11-03', lines: [{ category, units: -10_000n }] });
    ledger.post({ account: checking, date: '2026-11-20', lines: [{ units: -10_000n }], transfer: true });
    ledger.post({ account: card, date: '2026-11-20', lines: [{ units: 10_000n }], transfer: true });
    await deliver(consume, ledger.events, partitionOf(ledger.householdId));
    const { rows, total, asOfSequence } = await reportsOf(ledger).getSpendingByCategory(RANGE);
    assert.deepEqual(
      rows.map(({ categoryId, amount, lineCount }) => [categoryId, amount!.minorUnits, lineCount]),
      [[category, 10_000n, 1n]],
    );
    assert.equal(total!.minorUnits, 10_000n);
    assert.equal(asOfSequence, ledger.events.at(-1)!.event.sequence);
    const statement = await reportsOf(ledger).getIncomeStatement(RANGE);
    assert.equal(statement.months.length, 12);
    assert.deepEqual([statement.spending!.minorUnits, statement.income!.minorUnits], [10_000n, 0n]);
    const { points } = await reportsOf(ledger).getNetWorth(RANGE);
    assert.equal(points.length, 12);
    assert.equal(points[9]!.netWorth!.minorUnits, 100_000n);
    assert.equal(points[10]!.netWorth!.minorUnits, 90_000n);
  });

  it('given a transfer with a fee, then the fee is spending of its category and nothing else of the transfer counts', async () => {
    const ledger = newLedger();
    const [checking, savings] = [ledger.account(100_000n), ledger.account()];
    const category = ledger.category(CategoryKind.EXPENSE);
    const leaving = [{ units: -10_000n }, { category, units: -250n }];
    ledger.post({ account: checking, date: '2026-05-01', lines: leaving, transfer: true });
    ledger.post({ account: savings, date: '2026-05-01', lines: [{ units: 10_000n }], transfer: true });
    await deliver(consume, ledger.events);
    const { rows, total } = await reportsOf(ledger).getSpendingByCategory(RANGE);
    assert.deepEqual(
      rows.map(({ categoryId, amount, lineCount }) => [categoryId, amount!.minorUnits, lineCount]),
      [[category, 250n, 1n]],
    );
    assert.equal(total!.minorUnits, 250n);
    const { income, net } = await reportsOf(ledger).getIncomeStatement(RANGE);
    assert.deepEqual([income!.minorUnits, net!.minorUnits], [0n, -250n]);
    assert.equal((await reportsOf(ledger).getNetWorth(RANGE)).points.at(-1)!.netWorth!.minorUnits, 99_750n);
  });

  it('given 30 spent, when 50 are refunded, then spending is −20 and income is 0', async () => {
    const ledger = newLedger();
    const account = ledger.account();
    const category = ledger.category(CategoryKind.EXPENSE);
    ledger.post({ account, date: '2026-05-01', lines: [{ category, units: -3_000n }] });
    ledger.post({ account, date: '2026-05-02', lines: [{ category, units: 5_000n }] });
    await deliver(consume, ledger.events);
    assert.equal(await spendingOf(ledger), -2_000n);
    assert.equal((await reportsOf(ledger).getIncomeStatement(RANGE)).income!.minorUnits, 0n);
  });

  it('given a purchase split in two categories, then each line counts once and the largest comes first', async () => {
    const ledger = newLedger();
    const account = ledger.account();
    const [small, large] = [ledger.category(CategoryKind.EXPENSE), ledger.category(CategoryKind.EXPENSE)];
    ledger.post({
      account,
      date: '2026-05-01',
      lines: [
        { category: small, units: -1_000n },
        { category: large, units: -9_000n },
      ],
    });
    await deliver(consume, ledger.events);
    const { rows } = await reportsOf(ledger).getSpendingByCategory(RANGE);
    assert.deepEqual(
      rows.map(({ categoryId }) => categoryId),
      [large, small],
    );
    assert.equal(await spendingOf(ledger), 10_000n);
  });

  it('given amounts beyond 2^53, when they are summed, then the sum is exact', async () => {
    const ledger = newLedger();
    const account = ledger.account(HUGE);
    ledger.post({ account, date: '2026-05-01', lines: [{ units: -HUGE }] });
    ledger.post({ account, date: '2026-05-02', lines: [{ units: -HUGE }] });
    await deliver(consume, ledger.events);
    assert.equal(await spendingOf(ledger), 2n * HUGE);
    assert.equal((await reportsOf(ledger).getNetWorth(RANGE)).points.at(-1)!.netWorth!.minorUnits, -HUGE);
  });
});

describe('a ledger that changes', () => {
  it('given a purchase, when it is edited, deleted and restored, then the figures change with each step', async () => {
    const ledger = newLedger();
    const account = ledger.account();
    const posting: Posting = { account, date: '2026-05-01', lines: [{ units: -1_000n }] };
    const bought = ledger.post(posting);
    const edited = ledger.edit(bought, { ...posting, lines: [{ units: -400n }, { units: -500n }] });
    await deliver(consume, ledger.events);
    assert.equal(await spendingOf(ledger), 900n);
    const seen = ledger.events.length;
    ledger.remove(edited);
    await deliver(consume, ledger.events.slice(seen));
    assert.equal(await spendingOf(ledger), 0n);
    ledger.restore(edited);
    await deliver(consume, ledger.events.slice(seen + 1));
    assert.equal(await spendingOf(ledger), 900n);
  });

  it('given a deleted purchase, when an older event arrives later, then it stays deleted', async () => {
    const ledger = newLedger();
    const bought = ledger.post({ account: ledger.account(), date: '2026-05-01', lines: [{ units: -1_000n }] });
    ledger.remove(bought);
    await deliver(consume, ledger.events);
    const created = ledger.events.filter(({ event }) => event.change.case === 'transactionCreated');
    await deliver(consume, created, 1);
    assert.equal(await spendingOf(ledger), 0n);
  });

  it('given any history, when events are repeated and batched in any way, then the figures equal the ledger', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async ({ actions, cuts, again }) => {
        const { ledger, spent } = play(actions);
        const ends = [...new Set([...cuts.map((cut) => cut % ledger.events.length), ledger.events.length])].sort(
          (a, b) => a - b,
        );
        for (const [i, end] of ends.entries()) {
          await deliver(consume, ledger.events.slice(Math.max(0, (ends[i - 1] ?? 0) - again), end));
        }
        const figures = await storedRows(ledger);
        await deliver(consume, ledger.events, 2);
        assert.deepEqual(await storedRows(ledger), figures);
        assert.equal(await spendingOf(ledger), spent);
        const { spending } = await reportsOf(ledger).getIncomeStatement(RANGE);
        assert.equal(spending!.minorUnits, spent);
      }),
      { numRuns: 15 },
    );
  });

  it('given a store with a history, when another is rebuilt from the topics, then both have the same rows', async () => {
    const { ledger } = play([0, 5, 9, 14, 3, 22, 31, 7, 18, 40]);
    for (const one of ledger.events) await deliver(consume, [one]);
    const rebuilt = await openStore(rebuilding.url);
    await rebuilt.migrate();
    await deliver(subscriptions(rebuilt), ledger.events);
    const again = await storedRows(ledger, rebuilt);
    await rebuilt.close();
    assert.ok(again.length > 0);
    assert.deepEqual(again, await storedRows(ledger));
  });

  it('given an erased household, then none of its rows are stored, even when events arrive late', async () => {
    const ledger = newLedger();
    const account = ledger.account();
    ledger.post({ account, date: '2026-05-01', lines: [{ units: -1_000n }] });
    await deliver(consume, ledger.events);
    const seen = ledger.events.length;
    ledger.end();
    ledger.post({ account, date: '2026-05-01', lines: [{ units: -1_000n }] });
    await deliver(consume, ledger.events.slice(seen));
    assert.deepEqual(await storedRows(ledger), []);
    assert.equal(await reasonOf(spendingOf(ledger)), 'DEPENDENCY_UNAVAILABLE');
  });
});

it('given events of several times, then figures return the time of the newest, even after an older one', async () => {
  const ledger = newLedger();
  const partition = partitionOf(ledger.householdId);
  const posting: Posting = { account: ledger.account(), date: '2026-05-01', lines: [{ units: -1_000n }] };
  for (let i = 0; i < 3; i++) ledger.post(posting);
  const others = ledger.events.filter(({ topic }) => topic !== topics.transaction);
  await store.fork().execute('delete from as_of where partition_id = ?', [partition], 'run');
  await deliver(consume, others, partition);
  assert.equal((await reportsOf(ledger).getNetWorth(RANGE)).asOfTime, undefined);
  const newestMs = 1_790_000_000_123;
  for (const [i, { topic, event }] of ledger.events.filter((one) => !others.includes(one)).entries()) {
    const occurTime = timestampFromMs(newestMs - Math.abs(i - 1) * 1_000);
    await deliver(consume, [{ topic, event: { ...event, occurTime } }], partition);
  }
  for (const { asOfTime, asOfSequence } of [
    await reportsOf(ledger).getNetWorth(RANGE),
    await reportsOf(ledger).getSpendingByCategory(RANGE),
    await reportsOf(ledger).getIncomeStatement(RANGE),
  ]) {
    assert.equal(timestampMs(asOfTime!), newestMs);
    assert.equal(asOfSequence, ledger.events.at(-1)!.event.sequence);
  }
});

it('given a household of other users, when its figures are requested, then the household is not found', async () => {
  const [own, other] = [newLedger(), newLedger()];
  const requested = reportsOf(own).getNetWorth({ ...RANGE, householdId: other.householdId });
  assert.equal(await reasonOf(requested), 'NOT_FOUND');
});

const histories = fc.record({
  actions: fc.array(fc.nat(999), { minLength: 1, maxLength: 25 }),
  cuts: fc.array(fc.nat(), { maxLength: 4 }),
  again: fc.nat(6),
});

/** Makes a ledger by random actions, and recomputes its spending from the transactions that are left. */
function play(actions: readonly number[]) {
  const ledger = newLedger();
  const account = ledger.account();
  const category = ledger.category(CategoryKind.EXPENSE);
  const alive: { transaction: Transaction; posting: Posting }[] = [];
  const dead: typeof alive = [];
  for (const action of actions) {
    const units = BigInt(action - 600);
    const posting = {
      account,
      date: `2026-0${1 + (action % 9)}-11`,
      lines: [
        { category, units },
        { category, units: 7n },
      ],
    };
    const known = alive[action % (alive.length + 1)];
    if (action % 4 === 1 && known) {
      known.transaction = ledger.edit(known.transaction, posting);
      known.posting = posting;
    } else if (action % 4 === 2 && known) {
      ledger.remove(known.transaction);
      dead.push(...alive.splice(alive.indexOf(known), 1));
    } else if (action % 4 === 3 && dead.length > 0) {
      const back = dead.pop()!;
      ledger.restore(back.transaction);
      alive.push(back);
    } else alive.push({ transaction: ledger.post(posting), posting });
  }
  const lines = alive.flatMap(({ posting }) => posting.lines);
  return { ledger, spent: -lines.reduce((total, { units }) => total + units, 0n) };
}
