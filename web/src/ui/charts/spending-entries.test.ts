import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Category } from '#gen/melo/categories/v1/category_pb.ts';
import { treeOf } from '../../api/category-tree.ts';
import { chartEntries, shareOf } from './spending-entries.ts';

const categories = ['food', 'home', 'travel'].map((id, position) => ({
  id,
  name: id,
  parentId: '',
  position,
  color: 0,
}));
const tree = treeOf(categories as unknown as Category[], 8);
const slices = [
  { categoryId: 'food', units: 50n },
  { categoryId: 'home', units: 30n },
  { categoryId: 'travel', units: 20n },
];

test('the smallest categories are one entry when there are too many', () => {
  assert.deepEqual(
    chartEntries(slices, tree, 3).map(({ name }) => name),
    ['food', 'home', 'travel'],
  );
  const [first, rest] = chartEntries(slices, tree, 2);
  assert.equal(first?.name, 'food');
  assert.equal(rest?.units, 50n);
  assert.equal(rest?.isRest, true);
});

test('shares are rounded; a refund has none', () => {
  assert.equal(shareOf(1n, 3n), 33);
  assert.equal(shareOf(2n, 3n), 67);
  assert.equal(shareOf(-1n, 3n), undefined);
  assert.equal(shareOf(1n, 0n), undefined);
});
