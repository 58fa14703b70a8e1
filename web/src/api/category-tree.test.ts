/** The tree of categories and figures rolled up in it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rollUp, treeOf } from './category-tree.ts';

const node = (id: string, parentId = '', color = 0) => ({
  id,
  parentId,
  name: id,
  icon: '',
  color,
  position: 0,
  archived: false,
  kind: 1 as const,
});
const tree = treeOf(
  [node('rent', 'home'), node('food'), node('home', '', 5), node('fruit', 'groceries'), node('groceries', 'food')],
  8,
);

test('categories follow their parents, in order', () => {
  assert.deepEqual(
    tree.all.map(({ id }) => id),
    ['food', 'groceries', 'fruit', 'home', 'rent'],
  );
  assert.deepEqual(
    tree.pathOf('fruit').map(({ id }) => id),
    ['food', 'groceries', 'fruit'],
  );
});

test('the hue of a category is the nearest one set on its path, else that of its root', () => {
  assert.equal(tree.hueOf('rent'), 5);
  assert.equal(tree.hueOf('fruit'), tree.hueOf('food'));
});

const rows = [
  { categoryId: 'fruit', units: 300n },
  { categoryId: 'groceries', units: 500n },
  { categoryId: 'rent', units: 900n },
  { categoryId: '', units: 10n },
];

test('figures roll up to the roots, the largest first, and the total stays the same', () => {
  assert.deepEqual(rollUp(tree, rows, ''), [
    { categoryId: 'home', units: 900n },
    { categoryId: 'food', units: 800n },
    { categoryId: '', units: 10n },
  ]);
});

test('within a category, its own figure is listed beside those of its children', () => {
  assert.deepEqual(rollUp(tree, rows, 'groceries'), [
    { categoryId: 'groceries', units: 500n },
    { categoryId: 'fruit', units: 300n },
  ]);
});

test('a cycle of parents does not hang', () => {
  const broken = treeOf([node('a', 'b'), node('b', 'a')], 8);
  assert.equal(broken.pathOf('a').length, 2);
});
