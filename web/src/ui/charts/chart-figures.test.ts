/** Figures on charts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { figureOf, shortFigureOf } from './chart-figures.ts';

test('the labels of an axis differ even when its values are close to each other', () => {
  const near = shortFigureOf('EUR', 'en-US', [9_820.12, 10_000]);
  assert.deepEqual([9_800, 9_850, 9_900, 9_950, 10_000].map(near), ['€9.8K', '€9.85K', '€9.9K', '€9.95K', '€10K']);
  const wide = shortFigureOf('EUR', 'en-US', [0, 10_000]);
  assert.deepEqual([0, 2_500, 5_000, 7_500, 10_000].map(wide), ['€0', '€2.5K', '€5K', '€7.5K', '€10K']);
  const below = shortFigureOf('EUR', 'en-US', [-3_000, 1_000]);
  assert.deepEqual([-3_000, -1_500, 0].map(below), ['−€3K', '−€1.5K', '€0']);
});

test('an axis with one value or none has labels', () => {
  assert.equal(shortFigureOf('JPY', 'en-US', [1_500_000])(1_500_000), '¥1.5M');
  assert.equal(shortFigureOf('EUR', 'en-US', [])(0), '€0');
});

test('a figure has the decimals of its currency', () => {
  assert.equal(figureOf('EUR', 'en-US')(-1_234.5), '−€1,234.50');
  assert.equal(figureOf('JPY', 'en-US')(1_234), '¥1,234');
});
