/** Splits and running balances. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runningBalances } from '../running.ts';
import { errorsOf, type Part, remainderOf, unitsOf } from './split.ts';

const parts = (...amounts: string[]): Part[] =>
  amounts.map((amount, i) => ({ key: String(i), categoryId: '', amount, note: '', tags: [] }));
const of = (total: bigint) => ({ total, currency: 'EUR', locale: 'en' });

test('lines of money out are typed as plain figures, and a minus among them is a refund', () => {
  assert.deepEqual(unitsOf(parts('70', '-5', '35'), of(-10000n)), [-7000n, 500n, -3500n]);
});

test('the remainder is what the lines leave of the total, whatever its sign', () => {
  assert.equal(remainderOf(parts('70'), of(-10000n)), 3000n);
  assert.equal(remainderOf(parts('70', '40'), of(10000n)), -1000n);
});

test('a split is valid when every line has an amount and the lines add up to the total', () => {
  const places = (...amounts: string[]) => Object.keys(errorsOf(parts(...amounts), of(-10000n)));
  assert.deepEqual(places('70', '30'), []);
  assert.deepEqual(places('70', '29.99'), ['form']);
  assert.deepEqual(places('100', ''), ['lines.1.amount']);
  assert.deepEqual(places('x', 'y'), ['lines.0.amount', 'lines.1.amount']);
});

test('balances run back from the balance now', () => {
  assert.deepEqual(runningBalances(1000n, [-200n, 500n, 100n]), [1000n, 1200n, 700n]);
});
