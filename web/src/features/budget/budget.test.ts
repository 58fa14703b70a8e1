/** Budgets as typed and as shown. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linesOf, newLine, readPercents } from './draft.ts';
import { paceOf } from './line-view.ts';

test('percents are read in order, each once, and only whole ones', () => {
  assert.deepEqual(readPercents('100, 80 %; 80'), [80, 100]);
  assert.deepEqual(readPercents(''), []);
  for (const wrong of ['0', '80.5', '1001', 'x', '1 2 3 4 5 6 7 8 9 10 11'])
    assert.equal(readPercents(wrong), undefined);
});

test('a line without a name takes the names of its categories', () => {
  const line = { ...newLine(), categoryIds: ['a', 'b'], limit: '260' };
  const lines = linesOf({ name: 'x', startDay: 1, lines: [line] }, 'EUR', 'en', (id) => id.toUpperCase());
  assert.equal(lines?.[0]?.name, 'A, B');
  assert.equal(lines?.[0]?.limit.minorUnits, 26000n);
});

test('an incomplete line keeps the budget from being saved', () => {
  for (const change of [{ limit: '' }, { limit: '-1' }, { categoryIds: [] }, { thresholds: 'x' }]) {
    const line = { ...newLine(), categoryIds: ['a'], limit: '1', ...change };
    assert.equal(linesOf({ name: 'x', startDay: 1, lines: [line] }, 'EUR', 'en', String), undefined);
  }
});

test('the pace moves through the period and is not shown outside of it', () => {
  assert.equal(paceOf({ days: 30, daysLeft: 30 }), 2);
  assert.equal(paceOf({ days: 30, daysLeft: 1 }), 98);
  assert.equal(paceOf({ days: 30, daysLeft: 0 }), undefined);
});
