import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { CategoryService } from '#gen/melo/categories/v1/category_service_pb.ts';
import { HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { topics } from '#infra/topology.ts';
import { createPostgresDatabase } from '#kit/testing/test-databases.ts';
import { createTestRouter, createTestUser, reasonOf } from '#kit/testing/test-router.ts';
import { systemClock } from '#kit/values/dates.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { subscriptions } from './consume.ts';
import { categoryRoutes } from './routes.ts';
import { type CategoryStore, openStore } from './store.ts';

const database = await createPostgresDatabase();
let store: CategoryStore;
let api: ReturnType<typeof createTestRouter>;

before(async () => {
  store = await openStore(database.url, () => {});
  await store.migrate();
  await store.assertCurrent();
  api = createTestRouter({
    routes: (router) => void router.service(CategoryService, categoryRoutes(store)),
    idempotency: store.idempotency,
  });
});
after(async () => {
  await store.close();
  await database.drop();
});

const food = { name: 'Food', kind: CategoryKind.EXPENSE };
const outboxSize = async () => (await store.outbox.take(500)).length;

test('repeating a request ID creates one category and one event', async () => {
  const categories = api.as(CategoryService, createTestUser());
  const events = await outboxSize();
  const request = { category: food, requestId: uuidv7() };
  assert.deepEqual(await categories.createCategory(request), await categories.createCategory(request));
  assert.equal((await categories.listCategories({})).categories.length, 1);
  assert.equal(await outboxSize(), events + 1);
});

test('two concurrent requests with one request ID get the same category', async () => {
  const categories = api.as(CategoryService, createTestUser());
  const request = { category: food, requestId: uuidv7() };
  const [one, two] = await Promise.all([categories.createCategory(request), categories.createCategory(request)]);
  assert.deepEqual(one, two);
});

test('a rejected write leaves no row and no event', async () => {
  const categories = api.as(CategoryService, createTestUser());
  await categories.createCategory({ category: food, requestId: uuidv7() });
  const events = await outboxSize();
  const requestId = uuidv7();
  assert.equal(await reasonOf(categories.createCategory({ category: food, requestId })), 'NAME_TAKEN');
  assert.equal(await outboxSize(), events);
  assert.equal((await categories.listCategories({})).categories.length, 1);
});

test('pages follow each other without gaps or repeats', async () => {
  const categories = api.as(CategoryService, createTestUser());
  for (let i = 0; i < 7; i++)
    await categories.createCategory({ category: { ...food, name: `C${i}` }, requestId: uuidv7() });
  const seen: string[] = [];
  for (let pageToken = ''; ; ) {
    const { categories: page, nextPageToken } = await categories.listCategories({ pageSize: 3, pageToken });
    seen.push(...page.map(({ name }) => name));
    if (!nextPageToken) break;
    pageToken = nextPageToken;
  }
  assert.deepEqual(seen, ['C0', 'C1', 'C2', 'C3', 'C4', 'C5', 'C6']);
  assert.match((await reasonOf(categories.listCategories({ pageToken: 'abc' }))) ?? '', /page_token/);
});

/** Household events as one batch. */
function batchOf(household: string, changes: readonly object[]) {
  const events = changes.map((change, i) => ({
    event: create(HouseholdEventSchema, {
      eventId: uuidv7(),
      sequence: BigInt(i + 1),
      householdId: household,
      version: BigInt(i + 1),
      change,
    } as never),
    offset: BigInt(i),
  }));
  return { topic: topics.household, partition: 2, events, nextOffset: BigInt(events.length) };
}

test('a category that a member created before the defaults is kept, and the defaults are added to it', async () => {
  const household = uuidv7();
  const categories = api.as(CategoryService, createTestUser(household));
  const { category } = await categories.createCategory({ category: food, requestId: uuidv7() });
  const [consumer] = subscriptions(store, systemClock);
  const created = { case: 'householdCreated', value: { after: { id: household, name: 'Home', locale: 'en' } } };
  await consumer!.apply(batchOf(household, [created]) as never);
  const all = (await categories.listCategories({ pageSize: 200 })).categories;
  assert.equal(all.filter(({ name }) => name === 'Food').length, 1);
  assert.equal(all.find(({ name }) => name === 'Groceries')!.parentId, category!.id);
});

test('a category written while its household is erased does not stay', async () => {
  const household = uuidv7();
  const categories = api.as(CategoryService, createTestUser(household));
  await store.erasure.mark([household]);
  await categories.createCategory({ category: food, requestId: uuidv7() });
  assert.deepEqual((await categories.listCategories({})).categories, []);
});

test('a new household gets its defaults once, however often its event is delivered, and its erasure deletes them', async () => {
  const household = uuidv7();
  const categories = api.as(CategoryService, createTestUser(household));
  const [consumer] = subscriptions(store, systemClock);
  const event = (sequence: bigint, change: object) => ({
    event: create(HouseholdEventSchema, {
      eventId: uuidv7(),
      sequence,
      householdId: household,
      version: sequence,
      change,
    } as never),
    offset: sequence,
  });
  const home = { id: household, name: 'Home', locale: 'de' };
  const created = event(1n, { case: 'householdCreated', value: { after: home } });
  const batch = { topic: topics.household, partition: 1, events: [created], nextOffset: 2n };
  await consumer!.apply(batch as never);
  await consumer!.apply(batch as never);
  const names = (await categories.listCategories({ pageSize: 200 })).categories.map(({ name }) => name);
  assert.ok(names.includes('Lebensmittel'));
  assert.equal(new Set(names).size, names.length);
  const deleted = event(2n, { case: 'householdDeleted', value: { before: home } });
  await consumer!.apply({ ...batch, events: [created, deleted], nextOffset: 3n } as never);
  assert.equal((await categories.listCategories({})).categories.length, 0);
});
