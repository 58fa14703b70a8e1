/** The rules of budgets hold for concurrent writes of a household's members. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BudgetService } from '#gen/melo/budgets/v1/budget_service_pb.ts';
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { race, WRITERS, writers } from '#kit/testing/races.ts';
import { createMongodbDatabase } from '#kit/testing/test-databases.ts';
import { createTestRouter, createTestUser, reasonOf } from '#kit/testing/test-router.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { money } from '#kit/values/money.ts';
import { budgetRoutes } from './budget/routes.ts';
import { MAX_BUDGETS } from './budget/rules.ts';
import { type BudgetStore, openStore } from './store.ts';

const database = createMongodbDatabase();
const clock = () => Temporal.Instant.from('2026-03-15T08:00:00Z');
let store: BudgetStore;
let api: ReturnType<typeof createTestRouter>;
before(async () => {
  store = await openStore(database.url, () => {});
  await store.migrate();
  api = createTestRouter({
    routes: (router) =>
      void router.service(
        BudgetService,
        budgetRoutes(store, async () => new Map([[category, CategoryKind.EXPENSE]]), clock),
      ),
    idempotency: store.idempotency,
  });
});
after(async () => {
  await store.close();
  await database.drop();
});

const category = uuidv7();
const line = { name: 'Food', categoryIds: [category], limit: money('EUR', 100n) };
const plan = { name: 'Plan', currencyCode: 'EUR', startDate: '2026-01-01', lines: [line] };

test('a household never has more budgets than the limit, and deleting one allows another', async () => {
  const budgets = api.as(BudgetService, createTestUser());
  const add = () => budgets.createBudget({ budget: plan, requestId: uuidv7() });
  for (let i = 0; i < MAX_BUDGETS - 3; i++) await add();
  assert.deepEqual(await race(writers(add)), { ok: 3, LIMIT_REACHED: WRITERS - 3 });
  const { budgets: all } = await budgets.listBudgets({ pageSize: 200 });
  assert.equal(all.length, MAX_BUDGETS);
  await budgets.deleteBudget({ id: all[7]!.id, requestId: uuidv7() });
  assert.deepEqual(await race(writers(add)), { ok: 1, LIMIT_REACHED: WRITERS - 1 });
});

test('concurrent changes without an etag are all applied, and a stale etag is rejected', async () => {
  const budgets = api.as(BudgetService, createTestUser());
  const { budget } = await budgets.createBudget({ budget: plan, requestId: uuidv7() });
  const { id, etag } = budget!;
  const rename = (name: string, seen = '') =>
    budgets.updateBudget({ id, budget: { name, etag: seen }, updateMask: { paths: ['name'] }, requestId: uuidv7() });
  assert.deepEqual(await race(writers((i) => rename(`N${i}`), 64)), { ok: 64 });
  assert.equal(BigInt((await budgets.getBudget({ id })).budget!.etag), BigInt(etag) + 64n);
  assert.equal(await reasonOf(rename('Late', etag)), 'ETAG_MISMATCH');
});
