/** Alerts of every cause, alone and in random order: spending, deleted refunds, moved dates, changed budgets, moved categories, rollover. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type { BudgetThresholdExceeded } from '#gen/melo/budgets/v1/budget_event_pb.ts';
import { type Budget, Rollover } from '#gen/melo/budgets/v1/budget_pb.ts';
import { BudgetService } from '#gen/melo/budgets/v1/budget_service_pb.ts';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { topics } from '#infra/topology.ts';
import { createMongodbDatabase } from '#kit/testing/test-databases.ts';
import { createTestRouter, reasonOf } from '#kit/testing/test-router.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { money } from '#kit/values/money.ts';
import { batchOf, deliver } from '#test/fixtures/ledger.ts';
import { nextSequence } from '#test/fixtures/ledger-events.ts';
import { budgetRoutes } from '../budget/routes.ts';
import { createReferenceResolver } from '../references.ts';
import { openPeriodFigures } from '../spending/line-figures.ts';
import { crossedThresholds } from '../spending/thresholds.ts';
import { type BudgetStore, openStore } from '../store.ts';
import { createAlertHousehold } from '../testing/alert-household.ts';
import { storedSpending } from '../testing/stored-spending.ts';

const TODAY = '2026-03-15';
const seed = Number(process.env['MELO_ALERT_SEED'] ?? Math.trunc(Math.random() * 1e9));
const clock = () => Temporal.Instant.from(`${TODAY}T08:00:00Z`);
const database = createMongodbDatabase();
let store: BudgetStore;
let api: ReturnType<typeof createTestRouter>;

before(async () => {
  store = await openStore(database.url, () => {});
  await store.migrate();
  const resolve = createReferenceResolver(store, {
    batchGetCategoryReplicas: async () => ({ categories: [] }) as never,
  });
  api = createTestRouter({
    routes: (router) => void router.service(BudgetService, budgetRoutes(store, resolve, clock)),
    idempotency: store.idempotency,
  });
});
after(async () => {
  await store.close();
  await database.drop();
});

const household = () => createAlertHousehold({ store, api, clock });

/** `threshold spent month` of each alert, superseded ones in parentheses. */
const alertsOf = (sent: readonly BudgetThresholdExceeded[]) =>
  sent.map(({ thresholdPercent, spent, periodStart, superseded }) => {
    const text = `${thresholdPercent} ${spent!.minorUnits} ${periodStart.slice(0, 7)}`;
    return superseded ? `(${text})` : text;
  });

test('lowering a limit below what is spent alerts once, and names the highest of several thresholds', async () => {
  const { plan, replan, spend, settle, sent } = await household();
  const budget = await plan({ limit: 100_000n });
  spend(9_000n);
  await settle();
  assert.deepEqual(alertsOf(sent), []);
  const lowered = await replan(budget, { limit: 10_000n });
  await settle();
  assert.deepEqual(alertsOf(sent), ['(50 9000 2026-03)', '80 9000 2026-03']);
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
  assert.deepEqual(alertsOf(sent), ['(50 12000 2026-03)', '(80 12000 2026-03)', '100 12000 2026-03']);
});

test('a threshold added below the used share alerts', async () => {
  const { plan, replan, spend, settle, sent } = await household();
  const budget = await plan({ thresholds: [80] });
  spend(8_500n);
  await settle();
  await replan(budget, { thresholds: [50, 80] });
  await settle();
  assert.deepEqual(alertsOf(sent), ['80 8500 2026-03', '50 8500 2026-03']);
});

test('moving a category with spending below a category of a line alerts', async () => {
  const { ledger, food, travel, plan, spend, settle, sent } = await household();
  await plan({ thresholds: [80] });
  spend(9_000n, '2026-03-10', travel);
  await settle();
  assert.deepEqual(alertsOf(sent), []);
  ledger.move(travel, food);
  await settle();
  assert.deepEqual(alertsOf(sent), ['80 9000 2026-03']);
});

test('any spending crosses every threshold when nothing is available', async () => {
  const { plan, spend, settle, sent } = await household();
  await plan({ limit: 0n, thresholds: [50, 100] });
  await settle();
  assert.deepEqual(alertsOf(sent), []);
  spend(1n);
  await settle();
  assert.deepEqual(alertsOf(sent), ['(50 1 2026-03)', '100 1 2026-03']);
});

test('spending that rises because a refund is deleted, recategorised or moved to another period alerts', async () => {
  for (const go of ['delete', 'recategorise', 'redate'] as const) {
    const { ledger, account, food, travel, plan, spend, settle, sent } = await household();
    await plan({ thresholds: [80] });
    spend(9_000n);
    const refund = spend(-5_000n);
    // The refund is published before the purchase, so that no threshold is crossed at any moment.
    const [purchase, back] = ledger.events.splice(-2);
    ledger.events.push({ ...back!, event: { ...back!.event, sequence: nextSequence() } as never });
    ledger.events.push({ ...purchase!, event: { ...purchase!.event, sequence: nextSequence() } as never });
    await settle();
    assert.deepEqual(alertsOf(sent), [], go);
    const lines = (category: string) => [{ category, units: 5_000n }];
    if (go === 'delete') ledger.remove(refund);
    if (go === 'recategorise') ledger.edit(refund, { account, date: '2026-03-10', lines: lines(travel) });
    if (go === 'redate') ledger.edit(refund, { account, date: '2026-04-10', lines: lines(food) });
    await settle();
    assert.deepEqual(alertsOf(sent), ['80 9000 2026-03'], go);
  }
});

test('with rollover, a smaller remainder of an earlier period alerts in the open one', async () => {
  const { plan, spend, settle, sent } = await household();
  await plan({ thresholds: [100], rollover: Rollover.ALL });
  spend(25_000n);
  await settle();
  assert.deepEqual(alertsOf(sent), []);
  // January and February leave 20,000; a purchase of February takes 6,000 of it.
  spend(6_000n, '2026-02-10');
  await settle();
  assert.deepEqual(alertsOf(sent), ['100 25000 2026-03']);
  const other = await household();
  const rolling = await other.plan({ thresholds: [100], rollover: Rollover.SURPLUS });
  other.spend(25_000n);
  await other.settle();
  await other.replan(rolling, { thresholds: [100] });
  await other.settle();
  assert.deepEqual(alertsOf(other.sent), ['100 25000 2026-03']);
});

test('a line accepts expense categories only', async () => {
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

/** All causes that can make a line cross a threshold, on days of a closed, the open and a future period. */
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
/** How the events of a step reach the consumers: which topics are held back, and whether the batch is redelivered. */
const delivery = fc.record({
  holdsSpending: fc.boolean(),
  holdsTree: fc.boolean(),
  holdsPlans: fc.boolean(),
  repeats: fc.boolean(),
});

test(`every crossed threshold alerts exactly once for all causes in random order and delivery (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cause, delivery), { minLength: 5, maxLength: 25 }), async (steps) => {
      const here = await household();
      const budget = await play(here, steps);
      await assertAlertedOnce(here, budget);
      for (const { thresholdPercent, spent, limit } of here.sent) {
        const [used, available] = [spent!.minorUnits, limit!.minorUnits];
        const isCrossed = used > 0n && (available <= 0n || used * 100n >= available * BigInt(thresholdPercent));
        assert.ok(isCrossed, 'the threshold was crossed');
      }
    }),
    { seed, numRuns: 25 },
  );
});

type Household = Awaited<ReturnType<typeof household>>;
type Cause = ArbitraryValue<typeof cause>;
type Delivery = ArbitraryValue<typeof delivery>;
type ArbitraryValue<Of> = Of extends fc.Arbitrary<infer Value> ? Value : never;

/** Lets the causes take effect one by one, and delivers all events in the end. Returns the budget as it is then. */
async function play(here: Household, steps: readonly (readonly [Cause, Delivery])[]): Promise<Budget> {
  let budget = await here.plan();
  const transactions: Transaction[] = [];
  const consume = createDelayedDelivery(here);
  for (const [what, how] of steps) {
    changeLedger(here, transactions, what);
    if (what.kind === 'plan') budget = await here.replan(budget, what);
    await here.publish();
    await consume.step(how);
  }
  await consume.rest();
  await here.settle();
  return budget;
}

/** Changes the ledger as a cause says; `transactions` are those that are not deleted. */
function changeLedger({ ledger, account, food, travel }: Household, transactions: Transaction[], what: Cause): void {
  const postingOf = ({ day: date, units: amount, travels }: { day: string; units: bigint; travels: boolean }) => ({
    account,
    date,
    lines: [{ category: travels ? travel : food, units: -amount }],
  });
  const at = 'which' in what && transactions.length > 0 ? what.which % transactions.length : -1;
  if (what.kind === 'post') transactions.push(ledger.post(postingOf(what)));
  if (what.kind === 'edit' && at >= 0) transactions[at] = ledger.edit(transactions[at]!, postingOf(what));
  if (what.kind === 'remove' && at >= 0) ledger.remove(transactions.splice(at, 1)[0]!);
  if (what.kind === 'move') ledger.move(travel, what.below ? food : '');
}

/** Delivers published events to the consumers. Events of topics that a step holds are delivered in a later one. */
function createDelayedDelivery(here: Household) {
  const held: { topic: string; event: unknown }[] = [];
  let partition = 0;
  return {
    async step({ holdsSpending, holdsTree, holdsPlans, repeats }: Delivery): Promise<void> {
      held.push(...here.unconsumed(), ...here.own.splice(0));
      const holds = new Map<string, boolean>([
        [topics.transaction, holdsSpending],
        [topics.category, holdsTree],
        [topics.budget, holdsPlans],
      ]);
      const due = held.filter(({ topic }) => !holds.get(topic));
      held.splice(0, held.length, ...held.filter(({ topic }) => holds.get(topic)));
      await deliver(here.consumers, due, partition);
      // Simulates a crash before the checkpoint advanced: the checkpoint of another partition does not include the batch.
      if (repeats) await deliver(here.consumers, due, ++partition);
    },
    rest: () => deliver(here.consumers, held, partition),
  };
}

/** Each alert was sent once, and every threshold that is crossed now was alerted. */
async function assertAlertedOnce({ ledger, sent }: Household, budget: Budget): Promise<void> {
  const { facts } = await storedSpending(database.url, ledger.householdId);
  const tree = await store.categories(ledger.householdId);
  const keys = sent.map((alert) => `${alert.lineId} ${alert.periodStart} ${alert.thresholdPercent}`);
  assert.equal(new Set(keys).size, keys.length, 'once each');
  for (const line of budget.lines)
    for (const { period, figures } of openPeriodFigures(budget, line, { facts, tree, today: TODAY }))
      for (const { percent } of crossedThresholds(line, figures)) {
        const key = `${line.id} ${period.start} ${percent}`;
        assert.ok(keys.includes(key), `${percent} of ${period.start} was not alerted`);
      }
}

test('concurrent spending and budget changes alert, whichever is written first', async () => {
  for (let round = 0; round < 10; round++) {
    const here = await household();
    const budget = await here.plan({ limit: 100_000n, thresholds: [80] });
    await here.settle();
    here.spend(9_000n);
    const spending = here.unconsumed().map(({ event }) => event);
    const consume = here.consumers.find(({ topic }) => topic === topics.transaction)!;
    await Promise.all([
      consume.apply(batchOf(topics.transaction, spending) as never),
      here.replan(budget, { limit: 10_000n, thresholds: [80] }),
    ]);
    await here.settle();
    assert.deepEqual(alertsOf(here.sent), ['80 9000 2026-03']);
  }
});
