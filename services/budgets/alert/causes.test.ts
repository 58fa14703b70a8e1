/** Alerts of every cause: spending, refunds that go, other days, changed budgets, moved categories, rollover; alone and in random order. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fromBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { BudgetEventSchema, type BudgetThresholdExceeded } from '#gen/melo/budgets/v1/budget_event_pb.ts';
import { type Budget, Rollover } from '#gen/melo/budgets/v1/budget_pb.ts';
import { BudgetService } from '#gen/melo/budgets/v1/budget_service_pb.ts';
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { topics } from '#infra/topology.ts';
import { createMongodbDatabase } from '#kit/testing/test-databases.ts';
import { createTestRouter, createTestUser, reasonOf } from '#kit/testing/test-router.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { money } from '#kit/values/money.ts';
import { batchOf, deliver, newLedger } from '#test/fixtures/ledger.ts';
import { nextSequence } from '#test/fixtures/ledger-events.ts';
import { budgetRoutes } from '../budget/routes.ts';
import { subscriptions } from '../consume.ts';
import { createReferenceResolver } from '../references.ts';
import { createLineFigures, crossedThresholds } from '../spending/line-figures.ts';
import { type BudgetStore, openStore } from '../store.ts';

const TODAY = '2026-03-15';
const seed = Number(process.env['MELO_ALERT_SEED'] ?? Math.trunc(Math.random() * 1e9));
const clock = () => Temporal.Instant.from(`${TODAY}T08:00:00Z`);
const database = createMongodbDatabase();
let store: BudgetStore;
let bench: ReturnType<typeof createTestRouter>;

before(async () => {
  store = await openStore(database.url, () => {});
  await store.migrate();
  const look = createReferenceResolver(store, { batchGetCategoryCopies: async () => ({ categories: [] }) as never });
  bench = createTestRouter({
    routes: (router) => void router.service(BudgetService, budgetRoutes(store, look, clock)),
    idempotency: store.idempotency,
  });
});
after(async () => {
  await store.close();
  await database.drop();
});

type Line = { limit?: bigint; thresholds?: readonly number[]; rollover?: Rollover };

/** A household with two expense categories, of which budgets cover the first, and ways to change everything. */
async function household() {
  const ledger = newLedger();
  const account = ledger.account();
  const [food, travel] = [ledger.category(CategoryKind.EXPENSE), ledger.category(CategoryKind.EXPENSE)];
  const salary = ledger.category(CategoryKind.INCOME);
  const consumers = subscriptions(store, clock);
  const budgets = bench.as(BudgetService, createTestUser(ledger.householdId));
  const sent: BudgetThresholdExceeded[] = [];
  const own: { topic: string; event: unknown }[] = [];
  let heard = 0;

  /** What the service has published: alerts, and changes of budgets, which it consumes itself. */
  async function publish(): Promise<void> {
    await store.outbox.lease('test', Date.now(), 60_000);
    for (let taken = await store.outbox.take(500); taken.length > 0; taken = await store.outbox.take(500)) {
      for (const { payload } of taken) {
        const event = fromBinary(BudgetEventSchema, payload);
        if (event.householdId !== ledger.householdId) continue;
        if (event.change.case === 'budgetThresholdExceeded') sent.push(event.change.value);
        own.push({ topic: topics.budget, event: { ...event, sequence: nextSequence() } });
      }
      await store.outbox.sent(taken);
    }
  }
  /** Events of the ledger that were not given yet. */
  const news = () => {
    const all = ledger.events.slice(heard);
    heard = ledger.events.length;
    return all.filter(({ topic }) => topic !== topics.account);
  };
  const settle = async () => {
    await deliver(consumers, news());
    await publish();
    await deliver(consumers, own.splice(0));
    await publish();
  };
  const line = ({ limit = 10_000n, thresholds = [50, 80, 100], rollover = Rollover.NONE }: Line) => ({
    name: 'Food',
    categoryIds: [food],
    limit: money('EUR', limit),
    thresholdPercents: [...thresholds],
    rollover,
  });
  const plan = async (wanted: Line = {}): Promise<Budget> => {
    const budget = { name: 'Plan', currencyCode: 'EUR', startDate: '2026-01-01', lines: [line(wanted)] };
    return (await budgets.createBudget({ budget, requestId: uuidv7() })).budget!;
  };
  const replan = async ({ id, lines: [old] }: Budget, wanted: Line): Promise<Budget> =>
    (
      await budgets.updateBudget({
        id,
        budget: { lines: [{ ...line(wanted), id: old!.id }] },
        updateMask: { paths: ['lines'] },
        requestId: uuidv7(),
      })
    ).budget!;
  const spend = (units: bigint, date = '2026-03-10', category = food) =>
    ledger.post({ account, date, lines: [{ category, units: -units }] });
  await settle();
  return {
    ledger,
    account,
    food,
    travel,
    salary,
    budgets,
    consumers,
    sent,
    own,
    news,
    publish,
    settle,
    plan,
    replan,
    spend,
  };
}

/** `threshold spent month`, lower ones of several in parentheses. */
const eventOn = (sent: readonly BudgetThresholdExceeded[]) =>
  sent.map(({ thresholdPercent, spent, periodStart, superseded }) => {
    const text = `${thresholdPercent} ${spent!.minorUnits} ${periodStart.slice(0, 7)}`;
    return superseded ? `(${text})` : text;
  });

test('lowering a limit below what is spent alerts once, and names the highest of several thresholds', async () => {
  const { plan, replan, spend, settle, sent } = await household();
  const budget = await plan({ limit: 100_000n });
  spend(9_000n);
  await settle();
  assert.deepEqual(eventOn(sent), []);
  const lowered = await replan(budget, { limit: 10_000n });
  await settle();
  assert.deepEqual(eventOn(sent), ['(50 9000 2026-03)', '80 9000 2026-03']);
  await replan(lowered, { limit: 9_999n });
  await settle();
  assert.equal(sent.length, 2);
});

test('a budget that is overspent when it is created alerts', async () => {
  const { plan, spend, settle, sent } = await household();
  spend(12_000n);
  await settle();
  await plan();
  await settle();
  assert.deepEqual(eventOn(sent), ['(50 12000 2026-03)', '(80 12000 2026-03)', '100 12000 2026-03']);
});

test('a threshold that is added below what is used alerts by itself', async () => {
  const { plan, replan, spend, settle, sent } = await household();
  const budget = await plan({ thresholds: [80] });
  spend(8_500n);
  await settle();
  await replan(budget, { thresholds: [50, 80] });
  await settle();
  assert.deepEqual(eventOn(sent), ['80 8500 2026-03', '50 8500 2026-03']);
});

test('a category with spending that is moved below one of a line alerts', async () => {
  const { ledger, food, travel, plan, spend, settle, sent } = await household();
  await plan({ thresholds: [80] });
  spend(9_000n, '2026-03-10', travel);
  await settle();
  assert.deepEqual(eventOn(sent), []);
  ledger.move(travel, food);
  await settle();
  assert.deepEqual(eventOn(sent), ['80 9000 2026-03']);
});

test('any spending passes every threshold where nothing is available', async () => {
  const { plan, spend, settle, sent } = await household();
  await plan({ limit: 0n, thresholds: [50, 100] });
  await settle();
  assert.deepEqual(eventOn(sent), []);
  spend(1n);
  await settle();
  assert.deepEqual(eventOn(sent), ['(50 1 2026-03)', '100 1 2026-03']);
});

test('spending that rises because a refund is deleted, recategorised or moved to another period alerts', async () => {
  for (const go of ['delete', 'recategorise', 'redate'] as const) {
    const { ledger, account, food, travel, plan, spend, settle, sent } = await household();
    await plan({ thresholds: [80] });
    spend(9_000n);
    const refund = spend(-5_000n);
    // The refund is known before the purchase, so that nothing is passed at any moment.
    const [purchase, back] = ledger.events.splice(-2);
    ledger.events.push({ ...back!, event: { ...back!.event, sequence: nextSequence() } as never });
    ledger.events.push({ ...purchase!, event: { ...purchase!.event, sequence: nextSequence() } as never });
    await settle();
    assert.deepEqual(eventOn(sent), [], go);
    const lines = (category: string) => [{ category, units: 5_000n }];
    if (go === 'delete') ledger.remove(refund);
    if (go === 'recategorise') ledger.edit(refund, { account, date: '2026-03-10', lines: lines(travel) });
    if (go === 'redate') ledger.edit(refund, { account, date: '2026-04-10', lines: lines(food) });
    await settle();
    assert.deepEqual(eventOn(sent), ['80 9000 2026-03'], go);
  }
});

test('under rollover a smaller remainder of an earlier period alerts in the open one', async () => {
  const { plan, spend, settle, sent } = await household();
  await plan({ thresholds: [100], rollover: Rollover.ALL });
  spend(25_000n);
  await settle();
  assert.deepEqual(eventOn(sent), []);
  // January and February leave 20,000; a purchase of February takes 6,000 of it.
  spend(6_000n, '2026-02-10');
  await settle();
  assert.deepEqual(eventOn(sent), ['100 25000 2026-03']);
  const other = await household();
  const rolling = await other.plan({ thresholds: [100], rollover: Rollover.SURPLUS });
  other.spend(25_000n);
  await other.settle();
  await other.replan(rolling, { thresholds: [100] });
  await other.settle();
  assert.deepEqual(eventOn(other.sent), ['100 25000 2026-03']);
});

test('a line takes expense categories only', async () => {
  const { budgets, salary, food } = await household();
  const create = (categoryIds: string[]) =>
    budgets.createBudget({
      budget: {
        name: 'Plan',
        currencyCode: 'EUR',
        lines: [{ name: 'Line', categoryIds, limit: money('EUR', 1n) }],
      },
      requestId: uuidv7(),
    });
  assert.equal(await reasonOf(create([food, salary])), 'CATEGORY_KIND_MISMATCH');
  assert.equal(await reasonOf(create([food])), undefined);
});

/** Everything that may make a line pass a threshold, on days of a closed, the open and a coming period. */
const day = fc.constantFrom('2026-02-10', '2026-03-10', '2026-03-14', '2026-04-02');
const units = fc.constantFrom(-6_000n, -2_500n, 1n, 2_500n, 5_000n, 9_000n);
const cause = fc.oneof(
  fc.record({ kind: fc.constant('post' as const), units, day, travels: fc.boolean() }),
  fc.record({ kind: fc.constant('edit' as const), which: fc.nat(9), units, day, travels: fc.boolean() }),
  fc.record({ kind: fc.constant('remove' as const), which: fc.nat(9) }),
  fc.record({ kind: fc.constant('move' as const), below: fc.boolean() }),
  fc.record({
    kind: fc.constant('plan' as const),
    limit: fc.constantFrom(0n, 4_000n, 10_000n, 20_000n),
    thresholds: fc.constantFrom([50], [80, 100], [50, 80, 100, 120]),
    rollover: fc.constantFrom(Rollover.NONE, Rollover.SURPLUS, Rollover.ALL),
  }),
);
/** How the events of a step reach the consumers: which topics are held back, and whether the last batch comes again. */
const delivery = fc.record({
  holdsSpending: fc.boolean(),
  holdsTree: fc.boolean(),
  holdsPlans: fc.boolean(),
  repeats: fc.boolean(),
});

test(`all causes in random order and delivery: each passed threshold alerts exactly once (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cause, delivery), { minLength: 5, maxLength: 25 }), async (steps) => {
      const here = await household();
      const { ledger, account, food, travel, consumers, sent } = here;
      let budget = await here.plan();
      const live: Transaction[] = [];
      const held: { topic: string; event: unknown }[] = [];
      let partition = 0;
      for (const [what, how] of steps) {
        const lines = (amount: bigint, travels: boolean) => [{ category: travels ? travel : food, units: -amount }];
        const at = 'which' in what && live.length > 0 ? what.which % live.length : -1;
        if (what.kind === 'post')
          live.push(ledger.post({ account, date: what.day, lines: lines(what.units, what.travels) }));
        if (what.kind === 'edit' && at >= 0)
          live[at] = ledger.edit(live[at]!, { account, date: what.day, lines: lines(what.units, what.travels) });
        if (what.kind === 'remove' && at >= 0) ledger.remove(live.splice(at, 1)[0]!);
        if (what.kind === 'move') ledger.move(travel, what.below ? food : '');
        if (what.kind === 'plan') budget = await here.replan(budget, what);
        await here.publish();
        held.push(...here.news(), ...here.own.splice(0));
        const holds = new Map([
          [topics.transaction as string, how.holdsSpending],
          [topics.category as string, how.holdsTree],
          [topics.budget as string, how.holdsPlans],
        ]);
        const due = held.filter(({ topic }) => !holds.get(topic));
        held.splice(0, held.length, ...held.filter(({ topic }) => holds.get(topic)));
        await deliver(consumers, due, partition);
        // A crash before the watermark moved: another partition's watermark knows nothing of the batch.
        if (how.repeats) await deliver(consumers, due, ++partition);
      }
      await deliver(consumers, held, partition);
      await here.settle();

      const facts = await store.facts(ledger.householdId, '0001-01-01', '9999-12-31');
      const tree = await store.categories(ledger.householdId);
      const keys = sent.map((alert) => `${alert.lineId} ${alert.periodStart} ${alert.thresholdPercent}`);
      assert.equal(new Set(keys).size, keys.length, 'once each');
      for (const one of budget.lines) {
        for (const { span, own } of createLineFigures(budget, one, TODAY, facts, tree))
          for (const { percent } of crossedThresholds(one, own))
            assert.ok(
              keys.includes(`${one.id} ${span.start} ${percent}`),
              `${percent} of ${span.start} was not alerted`,
            );
      }
      for (const { thresholdPercent, spent, limit } of sent) {
        const [used, available] = [spent!.minorUnits, limit!.minorUnits];
        assert.ok(
          used > 0n && (available <= 0n || used * 100n >= available * BigInt(thresholdPercent)),
          'it was passed',
        );
      }
    }),
    { seed, numRuns: 25 },
  );
});

test('spending and a changed budget that meet alert, whichever is written first', async () => {
  for (let round = 0; round < 10; round++) {
    const here = await household();
    const budget = await here.plan({ limit: 100_000n, thresholds: [80] });
    await here.settle();
    here.spend(9_000n);
    const spending = here.news().map(({ event }) => event);
    const consume = here.consumers.find(({ topic }) => topic === topics.transaction)!;
    await Promise.all([
      consume.apply(batchOf(topics.transaction, spending) as never),
      here.replan(budget, { limit: 10_000n, thresholds: [80] }),
    ]);
    await here.settle();
    assert.deepEqual(eventOn(here.sent), ['80 9000 2026-03']);
  }
});
