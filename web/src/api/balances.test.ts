/** The balance of today, the balance after future entries, and where the register's running balance starts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { balanceOf, finalBalanceOf, formatFuture, futureOf } from './balances.ts';

const eur = (minorUnits: string) => ({ currencyCode: 'EUR', minorUnits });
const account = (balance: string, future: string, futureCount: number) => ({
  openingBalance: eur('500000'),
  balance: { balance: eur(balance), future: eur(future), futureCount, incomplete: false },
});

test('case 10: today 900.00, after the future entry 500.00; an account has no balance before its opening date', () => {
  const checking = account('90000', '-40000', 1);
  assert.equal(balanceOf(checking).minorUnits, 90_000n);
  assert.equal(finalBalanceOf(checking).minorUnits, 50_000n);
  assert.equal(futureOf(checking)?.balance.minorUnits, 50_000n);
  const later = account('0', '500000', 0);
  assert.equal(balanceOf(later).minorUnits, 0n);
  assert.equal(futureOf(later)?.balance.minorUnits, 500_000n);
});

test('an account without future entries has no future balance; entries that cancel out have one', () => {
  assert.equal(futureOf(account('90000', '0', 0)), undefined);
  assert.equal(futureOf(account('90000', '0', 2))?.balance.minorUnits, 90_000n);
});

test('the text beside a future balance names the number of entries', () => {
  const textOf = (future: string, count: number) => formatFuture(futureOf(account('0', future, count))!);
  assert.deepEqual(
    [textOf('1', 1), textOf('1', 3), textOf('1', 0)],
    ['after 1 future entry', 'after 3 future entries', 'once it opens'],
  );
});
