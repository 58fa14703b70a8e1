import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { ConnectError } from '@connectrpc/connect';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';
import { type Category, CategoryKind, CategorySchema } from '#gen/melo/categories/v1/category_pb.ts';
import { systemWriteContext } from '#kit/rpc/write-context.ts';
import { createCategory, updateCategory } from './category.ts';
import { defaultCategories } from './defaults.ts';

const write = systemWriteContext(() => Temporal.Instant.from('2026-11-23T08:00:00Z'));
const reasonOf = (error: unknown) => (error as ConnectError).findDetails(ErrorInfoSchema)[0]?.reason;
const rejected = (reason: string) => (error: unknown) => error instanceof ConnectError && reasonOf(error) === reason;
const plain = (fields: MessageInitShape<typeof CategorySchema>) =>
  create(CategorySchema, { name: 'Food', kind: CategoryKind.EXPENSE, ...fields });
const made = (others: readonly Category[], fields: MessageInitShape<typeof CategorySchema>) =>
  createCategory(plain(fields), 'h', others, write).after;

test('a child takes the kind of its parent', () => {
  const root = made([], {});
  assert.equal(
    made([root], { name: 'Coffee', parentId: root.id, kind: CategoryKind.UNSPECIFIED }).kind,
    CategoryKind.EXPENSE,
  );
  assert.throws(
    () => made([root], { name: 'Pay', parentId: root.id, kind: CategoryKind.INCOME }),
    rejected('KIND_MISMATCH'),
  );
  assert.throws(() => made([], { kind: CategoryKind.UNSPECIFIED }), rejected('KIND_MISMATCH'));
});

test('siblings have different names regardless of case', () => {
  const root = made([], {});
  assert.throws(() => made([root], { name: ' FOOD ' }), rejected('NAME_TAKEN'));
  assert.equal(made([root], { name: 'food', parentId: root.id }).name, 'food');
});

test('the tree has at most five levels and no cycles', () => {
  const path: Category[] = [];
  for (let i = 0; i < 5; i++) path.push(made(path, { name: `L${i}`, parentId: path.at(-1)?.id ?? '' }));
  assert.throws(() => made(path, { name: 'L5', parentId: path.at(-1)!.id }), rejected('TOO_DEEP'));
  const root = path[0]!;
  const wanted = { ...root, parentId: path[2]!.id };
  assert.throws(() => updateCategory(root, wanted, path, write), rejected('CYCLE'));
  const other = made(path, { name: 'Other' });
  assert.throws(
    () =>
      updateCategory(
        path[1]!,
        { ...path[1]!, parentId: made([...path, other], { name: 'x', parentId: other.id }).id },
        [...path, other],
        write,
      ),
    rejected('PARENT_UNKNOWN'),
  );
});

test('a new household starts with the defaults of its language, each with one event', () => {
  const german = defaultCategories('h', 'de-AT', [], write);
  const english = defaultCategories('h', 'fr', [], write);
  assert.ok(german.some(({ after }) => after.name === 'Lebensmittel'));
  assert.ok(english.some(({ after }) => after.name === 'Groceries'));
  assert.equal(new Set(german.map(({ after }) => after.id)).size, german.length);
  assert.ok(german.every(({ events }) => events.length === 1));
});

test('defaults are added to existing categories, whatever their kind and case', () => {
  const food = made([], { name: 'FOOD', kind: CategoryKind.INCOME });
  const planted = defaultCategories('h', 'en', [food], write).map(({ after }) => after);
  assert.ok(planted.every(({ name }) => name !== 'Food'));
  const groceries = planted.find(({ name }) => name === 'Groceries')!;
  assert.deepEqual([groceries.parentId, groceries.kind], [food.id, CategoryKind.INCOME]);
  assert.equal(planted.length, defaultCategories('h', 'en', [], write).length - 1);
  assert.deepEqual(defaultCategories('h', 'en', [food, ...planted], write), []);
  const full = Array.from({ length: 498 }, (_, i) => made([], { name: `C${i}` }));
  assert.equal(defaultCategories('h', 'en', full, write).length, 2);
});
