/** Today's balance and what is still to come are told apart, and their sum is where the register begins. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { balanceOf, finalBalanceOf, formatFuture, futureOf } from './balances.ts';

const eur = (minorUnits: string) => ({ currencyCode: 'EUR', minorUnits });
const account = (balance: string, future: string, futureCount: number) => ({
  openingBalance: eur('500000'),
  balance: { balance: eur(balance), future: eur(future), futureCount, incomplete: false },
});

test('case 10: today 900.00, after the future entry 500.00; before its opening an account holds nothing', () => {
  const checking = account('90000', '-40000', 1);
  assert.equal(balanceOf(checking).minorUnits, 90_000n);
  assert.equal(finalBalanceOf(checking).minorUnits, 50_000n);
  assert.equal(futureOf(checking)?.balance.minorUnits, 50_000n);
  const later = account('0', '500000', 0);
  assert.equal(balanceOf(later).minorUnits, 0n);
  assert.equal(futureOf(later)?.balance.minorUnits, 500_000n);
});

test('nothing to come says nothing; entries that cancel out are said', () => {
  assert.equal(futureOf(account('90000', '0', 0)), undefined);
  assert.equal(futureOf(account('90000', '0', 2))?.balance.minorUnits, 90_000n);
});

test('when the future balance is reached is said in words', () => {
  const say = (future: string, count: number) => formatFuture(futureOf(account('0', future, count))!);
  assert.deepEqual(
    [say('1', 1), say('1', 3), say('1', 0)],
    ['after 1 future entry', 'after 3 future entries', 'once it opens'],
  );
});
