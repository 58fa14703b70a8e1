import assert from 'node:assert/strict';
import { test } from 'node:test';
import { budgetRules, lineOf, newLine, readPercents } from './budget-values.ts';

const format = { currency: 'EUR', locale: 'en' };

test('percents are read in order, each once, and only whole ones', () => {
  assert.deepEqual(readPercents('100, 80 %; 80'), [80, 100]);
  assert.deepEqual(readPercents(''), []);
  for (const wrong of ['0', '80.5', '1001', 'x', '1 2 3 4 5 6 7 8 9 10 11'])
    assert.equal(readPercents(wrong), undefined);
});

test('a line without a name takes the names of its categories', () => {
  const line = lineOf({ ...newLine(), categoryIds: ['a', 'b'], limit: '260' }, format, (id) => id.toUpperCase());
  assert.equal(line.name, 'A, B');
  assert.equal(line.limit.minorUnits, 26000n);
});

test('an incomplete line keeps the budget from being saved', () => {
  const { lines: rules } = budgetRules(format);
  for (const limit of ['', '-1', 'x']) assert.equal(rules.limit(limit), 'Enter an amount of zero or more.');
  assert.equal(rules.limit('0'), undefined);
  assert.equal(rules.categoryIds([]), 'Choose a category.');
  assert.equal(rules.thresholdPercents('x'), 'Whole percents from 1 to 1000.');
});

test('a new line notifies before the limit and at it', () => {
  assert.deepEqual(readPercents(newLine().thresholdPercents), [80, 100]);
});

test('a budget needs a name', () => {
  assert.equal(budgetRules(format).name(' '), 'Enter a name for the budget.');
  assert.equal(budgetRules(format).name('Home'), undefined);
});
