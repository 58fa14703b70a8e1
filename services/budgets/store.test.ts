import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { create, fromBinary } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { BudgetEventSchema } from '#gen/melo/budgets/v1/budget_event_pb.ts';
import { BudgetService } from '#gen/melo/budgets/v1/budget_service_pb.ts';
import { type Category, CategoryKind, CategorySchema } from '#gen/melo/categories/v1/category_pb.ts';
import { topics } from '#infra/topology.ts';
import { partitionOf } from '#kit/events/partitions.ts';
import { createMongodbDatabase } from '#kit/testing/test-databases.ts';
import { createTestRouter, createTestUser, reasonOf } from '#kit/testing/test-router.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { money } from '#kit/values/money.ts';
import { batchOf, deliver, type Ledger, newLedger } from '#test/fixtures/ledger.ts';
import { budgetRoutes } from './budget/routes.ts';
import { subscriptions } from './consume.ts';
import { createReferenceResolver } from './references.ts';
import { type BudgetStore, openStore } from './store.ts';
import { storedSpending } from './testing/stored-spending.ts';

const MAX_UNITS = 9_007_199_254_740_993n;
const clock = () => Temporal.Instant.from('2026-03-15T08:00:00Z');
const database = createMongodbDatabase();
let store: BudgetStore;
let api: ReturnType<typeof createTestRouter>;
/** Categories that their owner returns, and the IDs that were requested. */
const owned = new Map<string, Category>();
const requested: string[] = [];

before(async () => {
  store = await openStore(database.url, () => {});
  await store.migrate();
  const resolve = createReferenceResolver(store, {
    batchGetCategoryReplicas: async ({ ids = [] }) => {
      requested.push(...ids);
      return { categories: ids.flatMap((id) => owned.get(id) ?? []) } as never;
    },
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

/** A household with a category, an account, and a budget of that category. */
async function household(limit: bigint, thresholdPercents = [80]) {
  const ledger = newLedger();
  const account = ledger.account();
  const category = ledger.category(CategoryKind.EXPENSE);
  const own = subscriptions(store, clock);
  const first = ledger.events.filter(({ topic }) => topic !== topics.account);
  await deliver(own, first);
  const budgets = api.as(BudgetService, createTestUser(ledger.householdId));
  const line = { name: 'Food', categoryIds: [category], limit: money('EUR', limit), thresholdPercents };
  const wanted = { name: 'Plan', currencyCode: 'EUR', startDate: '2026-01-01', lines: [line] };
  const requestId = uuidv7();
  const { budget } = await budgets.createBudget({ budget: wanted, requestId });
  const spend = (units: bigint, date = '2026-03-10') =>
    ledger.post({ account, date, lines: [{ category, units: -units }] });
  return { ledger, own, account, category, budgets, budget: budget!, wanted, requestId, spend };
}

const ledgerOf = ({ events }: Ledger) =>
  events.filter(({ topic }) => topic === topics.transaction).map(({ event }) => event);

/** Alerts waiting in the outbox, as `threshold spent`. */
async function alertsOf(householdId: string): Promise<string[]> {
  await store.outbox.lease('test', Date.now(), 60_000);
  const events = (await store.outbox.take(500)).map(({ payload }) => fromBinary(BudgetEventSchema, payload));
  return events.flatMap(({ householdId: id, change }) =>
    id === householdId && change.case === 'budgetThresholdExceeded'
      ? [`${change.value.thresholdPercent} ${change.value.spent!.minorUnits}`]
      : [],
  );
}

test('amounts beyond 2^53 are stored exactly, and spending is summed exactly', async () => {
  const { ledger, own, budgets, budget, spend } = await household(MAX_UNITS);
  spend(MAX_UNITS - 2n);
  spend(1n);
  await deliver(
    own,
    ledger.events.filter(({ topic }) => topic === topics.transaction),
  );
  const [status] = (await budgets.batchGetBudgetStatuses({ ids: [budget.id] })).statuses;
  assert.equal(status!.lines[0]!.limit!.minorUnits, MAX_UNITS);
  assert.equal(status!.lines[0]!.spent!.minorUnits, MAX_UNITS - 1n);
});

test('a status returns the time of the newest transaction event that it includes', async () => {
  const { ledger, own, budgets, budget, spend } = await household(10_000n);
  spend(1n);
  const relevant = ledger.events.filter(({ topic }) => topic === topics.transaction);
  const occurTime = timestampFromMs(Date.UTC(2026, 2, 14));
  for (const { event } of relevant) event.occurTime = occurTime;
  await deliver(own, relevant, partitionOf(ledger.householdId));
  const [status] = (await budgets.batchGetBudgetStatuses({ ids: [budget.id] })).statuses;
  assert.deepEqual(status!.asOfTime, occurTime);
});

test('repeating a request creates one budget; another body with its id, a stale etag and an outsider are rejected', async () => {
  const { budgets, budget, wanted, requestId } = await household(10_000n);
  assert.equal((await budgets.createBudget({ budget: wanted, requestId })).budget!.id, budget.id);
  const other = { ...wanted, name: 'Other' };
  assert.equal(await reasonOf(budgets.createBudget({ budget: other, requestId })), 'REQUEST_ID_REUSED');
  const edit = (name: string, etag: string) =>
    budgets.updateBudget({
      id: budget.id,
      budget: { ...budget, name, etag },
      updateMask: { paths: ['name'] },
      requestId: uuidv7(),
    });
  await edit('Plan B', budget.etag);
  assert.equal(await reasonOf(edit('Plan C', budget.etag)), 'ETAG_MISMATCH');
  const outsider = api.as(BudgetService, createTestUser(uuidv7()));
  assert.equal(await reasonOf(outsider.getBudget({ id: budget.id })), 'NOT_FOUND');
});

test('an alert describes the moment of crossing, even if spending falls again within the same batch', async () => {
  const { ledger, own, spend } = await household(10_000n, [50, 80]);
  spend(4_000n);
  const large = spend(4_500n);
  ledger.remove(large);
  spend(500n);
  const events = ledgerOf(ledger);
  await deliver(own, [...events.map((event) => ({ topic: topics.transaction, event }))]);
  assert.deepEqual(await alertsOf(ledger.householdId), ['50 8500', '80 8500']);
});

test('redelivered events, alone or in other batches, are not counted or alerted again', async () => {
  const { ledger, own, budgets, budget, spend } = await household(10_000n);
  const kept = spend(9_000n);
  ledger.remove(spend(500n));
  const events = ledgerOf(ledger);
  const apply = own.find(({ topic }) => topic === topics.transaction)!;
  await apply.apply(batchOf(topics.transaction, events) as never);
  const alerts = await alertsOf(ledger.householdId);
  // Simulates a crash before the checkpoint advanced: the checkpoint of another partition does not include the events.
  await apply.apply(batchOf(topics.transaction, events, 7) as never);
  for (const event of events) await apply.apply(batchOf(topics.transaction, [event]) as never);
  assert.deepEqual(await alertsOf(ledger.householdId), alerts);
  const [status] = (await budgets.batchGetBudgetStatuses({ ids: [budget.id] })).statuses;
  assert.equal(status!.lines[0]!.spent!.minorUnits, -kept.amount!.minorUnits);
});

test('a rebuild sends no alerts, even where today’s budget would have alerted', async () => {
  const { ledger, spend } = await household(10_000n);
  const mistaken = spend(9_000n);
  ledger.remove(mistaken);
  await deliver(
    subscriptions(store, clock, false),
    ledgerOf(ledger).map((event) => ({ topic: topics.transaction, event })),
    8,
  );
  assert.deepEqual(await alertsOf(ledger.householdId), []);
});

test('a budget written while its household is erased does not stay', async () => {
  const { ledger, own, budgets, wanted } = await household(10_000n);
  ledger.end();
  await deliver(own, ledger.events.slice(-1));
  const category = create(CategorySchema, {
    id: uuidv7(),
    householdId: ledger.householdId,
    kind: CategoryKind.EXPENSE,
    etag: '1',
  });
  owned.set(category.id, category);
  const lines = [{ ...wanted.lines[0]!, categoryIds: [category.id] }];
  await budgets.createBudget({ budget: { ...wanted, lines }, requestId: uuidv7() });
  assert.deepEqual((await budgets.listBudgets({})).budgets, []);
  assert.deepEqual(await store.categories(ledger.householdId), []);
});

test('a transaction that moves to another date leaves its old period', async () => {
  const { ledger, own, account, category, budgets, budget, spend } = await household(10_000n);
  const before = spend(3_000n);
  ledger.edit(before, { account, date: '2026-02-10', lines: [{ category, units: -3_000n }] });
  await deliver(
    own,
    ledgerOf(ledger).map((event) => ({ topic: topics.transaction, event })),
  );
  const [status] = (await budgets.batchGetBudgetStatuses({ ids: [budget.id] })).statuses;
  assert.equal(status!.lines[0]!.spent!.minorUnits, 0n);
});

test('an erased household does not come back, in whatever order topics are consumed', async () => {
  const { ledger, own, category, budgets, account } = await household(10_000n);
  const consumed = ledger.events.length;
  ledger.post({ account, date: '2026-03-10', lines: [{ category, units: -500n }] });
  ledger.category(CategoryKind.EXPENSE);
  ledger.end();
  const late = ledger.events.slice(consumed);
  await deliver(own, late.slice(-1));
  await deliver(own, late.slice(0, -1));
  assert.deepEqual((await budgets.listBudgets({})).budgets, []);
  assert.deepEqual(await store.alertedBudgets([ledger.householdId]), []);
  assert.deepEqual((await storedSpending(database.url, ledger.householdId)).facts, []);
  assert.deepEqual(await store.categories(ledger.householdId), []);
});

test('a category created a moment ago can be used at once and is fetched only once', async () => {
  const { ledger, budgets, wanted } = await household(10_000n);
  const fresh = create(CategorySchema, {
    id: uuidv7(),
    householdId: ledger.householdId,
    kind: CategoryKind.EXPENSE,
    etag: '1',
  });
  const foreign = create(CategorySchema, { id: uuidv7(), householdId: uuidv7(), etag: '1' });
  for (const one of [fresh, foreign]) owned.set(one.id, one);
  const plan = (...categoryIds: string[]) =>
    budgets.createBudget({ budget: { ...wanted, lines: [{ ...wanted.lines[0]!, categoryIds }] }, requestId: uuidv7() });
  const [, before] = [await plan(fresh.id), requested.length];
  await plan(fresh.id);
  assert.deepEqual([requested.at(-1), requested.length], [fresh.id, before]);
  assert.equal(await reasonOf(plan(foreign.id)), 'CATEGORY_UNKNOWN');
  assert.equal(await reasonOf(plan(uuidv7())), 'CATEGORY_UNKNOWN');
});
