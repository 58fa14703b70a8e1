/** Transfers through the routes, on the real store. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { reasonOf } from '#kit/testing/test-router.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { money } from '#kit/values/money.ts';
import { createSpendingHome, type LedgerFixture, openLedgerFixture, unitsOf } from '../testing/ledger-fixture.ts';

let fixture: LedgerFixture;
before(async () => {
  fixture = await openLedgerFixture();
});
after(() => fixture.close());

test('both legs of a transfer are created, edited, deleted and restored together', async () => {
  const { ledger, checking, card, dollars } = await createSpendingHome(fixture);
  const move = (fields: object) =>
    ledger.createTransfer({
      fromAccountId: checking,
      toAccountId: card,
      postingDate: '2026-03-10',
      amount: money('EUR', 100n),
      requestId: uuidv7(),
      ...fields,
    });
  const { fromTransaction, toTransaction } = await move({});
  assert.deepEqual([fromTransaction!.amount!.minorUnits, toTransaction!.amount!.minorUnits], [-100n, 100n]);
  const edit = { amount: money('EUR', 250n), postingDate: '2026-03-12' };
  await ledger.updateTransaction({
    id: toTransaction!.id,
    transaction: edit,
    updateMask: { paths: ['amount', 'posting_date'] },
    requestId: uuidv7(),
  });
  assert.deepEqual((await unitsOf(ledger, { fromDate: '2026-03-12' })).sort(), [-250n, 250n]);
  await ledger.deleteTransaction({ id: fromTransaction!.id, requestId: uuidv7() });
  assert.deepEqual(await unitsOf(ledger), []);
  await ledger.restoreTransaction({ id: toTransaction!.id, requestId: uuidv7() });
  assert.equal((await unitsOf(ledger)).length, 2);
  assert.equal(await reasonOf(move({ toAccountId: checking })), 'SAME_ACCOUNT');
  assert.equal(await reasonOf(move({ toAccountId: dollars })), 'CURRENCY_MISMATCH');
  const crossing = await move({ toAccountId: dollars, receivedAmount: money('USD', 108n) });
  assert.deepEqual(
    [crossing.fromTransaction!.amount, crossing.toTransaction!.amount].map((amount) => amount!.minorUnits),
    [-100n, 108n],
  );
});
