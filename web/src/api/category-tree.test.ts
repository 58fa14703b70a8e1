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

test('up to sixteen groups have different hues, whatever was chosen for them, and a new one changes none', () => {
  // As the default categories are: two groups have the hue of another one.
  const chosen = [1, 2, 3, 4, 5, 6, 7, 8, 1, 3];
  const groups = chosen.map((color, i) => node(`group-${i}`, '', color));
  const added = [...groups, ...Array.from({ length: 6 }, (_, i) => node(`later-${i}`))];
  const before = treeOf(groups, 8);
  const after = treeOf(added, 8);
  assert.equal(new Set(added.map(({ id }) => after.hueOf(id))).size, 16);
  for (const { id } of groups) assert.equal(after.hueOf(id), before.hueOf(id));
  const insurance = treeOf([...groups, node('car', 'group-8', 1), node('home', 'group-8', 4)], 8);
  assert.equal(insurance.hueOf('car'), insurance.hueOf('group-8'));
  assert.equal(insurance.hueOf('home'), 4);
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
