/** Splits and running balances. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runningBalances } from '../running.ts';
import { isWhole, type Part, remainderOf, unitsOf } from './split.ts';

const parts = (...amounts: string[]): Part[] =>
  amounts.map((amount, i) => ({ key: String(i), categoryId: '', amount, note: '' }));

test('parts of money out are typed as plain figures, and a minus among them is a refund', () => {
  assert.deepEqual(unitsOf(parts('70', '-5', '35'), -10000n, 'EUR', 'en'), [-7000n, 500n, -3500n]);
});

test('the remainder is what the parts fall short of the whole, whatever its sign', () => {
  assert.equal(remainderOf(-10000n, unitsOf(parts('70'), -10000n, 'EUR', 'en')), 3000n);
  assert.equal(remainderOf(10000n, unitsOf(parts('70', '40'), 10000n, 'EUR', 'en')), -1000n);
});

test('a split is kept only when every part can be read, is something, and together they are the whole', () => {
  const whole = (...amounts: string[]) => isWhole(-10000n, unitsOf(parts(...amounts), -10000n, 'EUR', 'en'));
  assert.ok(whole('70', '30'));
  assert.ok(!whole('70', '29.99'));
  assert.ok(!whole('100', ''));
  assert.ok(!whole('70', 'x'));
});

test('balances run back from the balance now', () => {
  assert.deepEqual(runningBalances(1000n, [-200n, 500n, 100n]), [1000n, 1200n, 700n]);
});
