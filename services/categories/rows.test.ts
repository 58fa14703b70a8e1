import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { create, toBinary } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { type Category, CategoryKind, CategorySchema } from '#gen/melo/categories/v1/category_pb.ts';
import { createPostgresDatabase } from '#kit/testing/test-databases.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { CategoryRow, fromCategory, toCategory } from './rows.ts';
import { type CategoryStore, openStore } from './store.ts';

const database = await createPostgresDatabase();
let store: CategoryStore;

before(async () => {
  store = await openStore(database.url, () => {});
  await store.migrate();
});
after(async () => {
  await store.close();
  await database.drop();
});

const householdId = uuidv7();
const root: Category = create(CategorySchema, {
  id: uuidv7(),
  householdId,
  name: 'Food',
  kind: CategoryKind.EXPENSE,
  createTime: timestampFromMs(0),
  etag: '1',
});

/** For every column a category in which it has another value than in `root`. */
const changes: Readonly<Record<string, Partial<Category>>> = {
  id: {},
  household: { householdId: uuidv7() },
  'parent and name': { parentId: root.id, name: 'Straße 🥕 “a” {1,2}' },
  kind: { kind: CategoryKind.INCOME, name: 'Salary' },
  icon: { icon: '🛒', name: 'Icon' },
  color: { color: 8, name: 'Color' },
  position: { position: 10_000, name: 'Position' },
  archived: { archived: true, name: 'Archived' },
  'create time': { createTime: timestampFromMs(1_790_000_000_123), name: 'Time' },
  'create time before 1970': { createTime: timestampFromMs(-1), name: 'Old time' },
  version: { etag: String(2n ** 63n - 1n), name: 'Version' },
};

test('a category read by the prepared statements equals the one that is created from its entity, for every column', async () => {
  const em = store.fork();
  await em.insert(CategoryRow, fromCategory(root));
  for (const [column, change] of Object.entries(changes)) {
    const { $typeName: _, ...fields } = root;
    const written = create(CategorySchema, { ...fields, id: uuidv7(), name: 'Other', ...change });
    await em.insert(CategoryRow, fromCategory(written));
    const created = toCategory(await store.fork().findOneOrFail(CategoryRow, { id: written.id }));
    const [read] = await store.replicas([written.id]);
    assert.deepStrictEqual(read, created, column);
    assert.deepStrictEqual(read, written, column);
    assert.deepStrictEqual(toBinary(CategorySchema, read!), toBinary(CategorySchema, written), column);
  }
});

test('each query returns what it names', async () => {
  const [one, two] = [uuidv7(), uuidv7()];
  const household = uuidv7();
  for (const [i, id] of [one, two].entries())
    await store.fork().insert(CategoryRow, { ...fromCategory(root), id, householdId: household, foldedName: `${i}` });
  const ids = (categories: readonly Category[]) => categories.map(({ id }) => id);
  assert.deepEqual(ids(await store.categories([two, root.id], [household])), [two]);
  assert.deepEqual(await store.categories([], [household]), []);
  assert.deepEqual(await store.categories([one], []), []);
  assert.deepEqual(ids(await store.categoriesOf([household, uuidv7()])), [one, two]);
  assert.deepEqual(ids(await store.page(household, '', 1)), [one]);
  assert.deepEqual(ids(await store.page(household, one, 5)), [two]);
  const { version, categories } = await store.tree(household);
  assert.deepEqual([version, ids(categories)], [0n, [one, two]]);
});
