/** The rules of the tree hold for concurrent writes of a household's members. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { type Category, CategoryKind, CategorySchema } from '#gen/melo/categories/v1/category_pb.ts';
import { CategoryService } from '#gen/melo/categories/v1/category_service_pb.ts';
import { systemWriteContext } from '#kit/rpc/write-context.ts';
import { race, WRITERS, writers } from '#kit/testing/races.ts';
import { createPostgresDatabase } from '#kit/testing/test-databases.ts';
import { createTestRouter, createTestUser, reasonOf } from '#kit/testing/test-router.ts';
import { systemClock } from '#kit/values/dates.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { createCategory, MAX_CATEGORIES } from './category.ts';
import { categoryRoutes } from './routes.ts';
import { type CategoryStore, openStore } from './store.ts';

const MAX_LEVELS = 5;
const seed = Number(process.env['MELO_RACE_SEED'] ?? Math.trunc(Math.random() * 1e9));
const database = await createPostgresDatabase();
let store: CategoryStore;
let api: ReturnType<typeof createTestRouter>;
before(async () => {
  store = await openStore(database.url, () => {});
  await store.migrate();
  api = createTestRouter({
    routes: (router) => void router.service(CategoryService, categoryRoutes(store)),
    idempotency: store.idempotency,
  });
});
after(async () => {
  await store.close();
  await database.drop();
});

/** A household, and shortcuts to create and move its categories. */
function household(id = uuidv7()) {
  const client = api.as(CategoryService, createTestUser(id));
  let names = 0;
  const add = async (parentId = '', name = `C${names++}`) => {
    const category = { name, kind: CategoryKind.EXPENSE, parentId };
    return (await client.createCategory({ category, requestId: uuidv7() })).category!;
  };
  const move = (id: string, parentId: string) =>
    client.updateCategory({ id, category: { parentId }, updateMask: { paths: ['parent_id'] }, requestId: uuidv7() });
  const all = async (): Promise<Category[]> => {
    const found: Category[] = [];
    for (let pageToken = ''; ; ) {
      const page = await client.listCategories({ pageSize: 200, pageToken });
      found.push(...page.categories);
      if (!page.nextPageToken) return found;
      pageToken = page.nextPageToken;
    }
  };
  return { client, add, move, all };
}

/** Levels of a category counted from the root; more than there are categories in a cycle. */
function levelOf({ id }: Category, all: readonly Category[]): number {
  let level = 0;
  for (let at: string | undefined = id; at && level <= all.length; level++)
    at = all.find((one) => one.id === at)?.parentId;
  return level;
}

function assertTree(all: readonly Category[]): void {
  assert.ok(all.every((one) => levelOf(one, all) <= MAX_LEVELS));
  const names = all.map(({ parentId, name }) => `${parentId}/${name.toLowerCase()}`);
  assert.equal(new Set(names).size, names.length);
}

test('of two concurrent moves of categories below each other, one succeeds', async () => {
  const { add, move, all } = household();
  for (let round = 0; round < 5; round++) {
    const [x, y] = [await add(), await add()];
    assert.deepEqual(await race([() => move(x.id, y.id), () => move(y.id, x.id)]), { ok: 1, CYCLE: 1 });
  }
  assertTree(await all());
});

test('concurrent moves never close a cycle of three', async () => {
  const { add, move, all } = household();
  const [x, y, z] = [await add(), await add(), await add()];
  const outcome = await race([() => move(x.id, y.id), () => move(y.id, z.id), () => move(z.id, x.id)]);
  assert.deepEqual(outcome, { ok: 2, CYCLE: 1 });
  assertTree(await all());
});

test('of creating a child and moving its parent to the last level, one is rejected', async () => {
  const { add, move, all } = household();
  const path = [await add()];
  while (path.length < MAX_LEVELS - 1) path.push(await add(path.at(-1)!.id));
  for (let round = 0; round < 5; round++) {
    const parent = await add();
    const outcome = await race([() => move(parent.id, path.at(-1)!.id), () => add(parent.id)]);
    assert.deepEqual(outcome, { ok: 1, TOO_DEEP: 1 });
  }
  assertTree(await all());
});

test('concurrent siblings cannot have the same name', async () => {
  const { add, all } = household();
  const outcome = await race(writers((i) => add('', i % 2 ? 'Travel' : 'TRAVEL')));
  assert.deepEqual(outcome, { ok: 1, NAME_TAKEN: WRITERS - 1 });
  assert.equal((await all()).length, 1);
});

test('there are never more categories than the limit', async () => {
  const home = uuidv7();
  const { add, all } = household(home);
  const created = Array.from({ length: MAX_CATEGORIES - 3 }, (_, i) =>
    createCategory(
      create(CategorySchema, { name: `Old ${i}`, kind: CategoryKind.EXPENSE }),
      home,
      [],
      systemWriteContext(systemClock),
    ),
  );
  await store.fork().transactional((em) => store.putCategories(em, created));
  assert.deepEqual(await race(writers(() => add())), { ok: 3, LIMIT_REACHED: WRITERS - 3 });
  assert.equal((await all()).length, MAX_CATEGORIES);
});

test('concurrent changes without an etag are all applied, and a stale etag is rejected', async () => {
  const { client, add } = household();
  const { id, etag } = await add();
  const rename = (name: string, seen = '') =>
    client.updateCategory({ id, category: { name, etag: seen }, updateMask: { paths: ['name'] }, requestId: uuidv7() });
  assert.deepEqual(await race(writers((i) => rename(`N${i}`), 64)), { ok: 64 });
  const { category } = await client.getCategory({ id });
  assert.equal(BigInt(category!.etag), BigInt(etag) + 64n);
  assert.equal(await reasonOf(rename('Late', etag)), 'ETAG_MISMATCH');
});

test(`random concurrent moves and creations leave a tree (seed ${seed})`, async () => {
  const step = fc.record({ which: fc.nat(7), below: fc.nat(7), creates: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: WRITERS, maxLength: WRITERS }), async (steps) => {
      const { add, move, all } = household();
      const categories: Category[] = [];
      for (let i = 0; i < 8; i++) categories.push(await add(categories[(i - 1) >> 1]?.id ?? ''));
      const outcome = await race(
        steps.map(({ which, below, creates }) => () => {
          const target = categories[below]!.id;
          return creates ? add(target) : move(categories[which]!.id, target);
        }),
      );
      const expected = ['ok', 'CYCLE', 'TOO_DEEP', 'NAME_TAKEN'];
      assert.deepEqual(
        Object.keys(outcome).filter((name) => !expected.includes(name)),
        [],
      );
      assertTree(await all());
    }),
    { seed, numRuns: 15 },
  );
});
