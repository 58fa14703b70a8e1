/** Fees of transfers: lines of the outgoing leg. No edit creates or loses money. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { LineFlow, type Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { reasonOf } from '#kit/testing/test-router.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { money } from '#kit/values/money.ts';
import { type Home, type LedgerFixture, line, openLedgerFixture } from '../testing/ledger-fixture.ts';

let fixture: LedgerFixture;
before(async () => {
  fixture = await openLedgerFixture();
});
after(() => fixture.close());

const transfer = (ledger: Home['ledger'], from: string, to: string, fields: object = {}) =>
  ledger.createTransfer({
    fromAccountId: from,
    toAccountId: to,
    postingDate: '2026-03-10',
    amount: money('EUR', 10_000n),
    requestId: uuidv7(),
    ...fields,
  });
const update = (ledger: Home['ledger'], id: string, transaction: object) =>
  ledger.updateTransaction({
    id,
    transaction,
    updateMask: { paths: Object.keys(transaction) },
    requestId: uuidv7(),
  });
const unitsOf = ({ amount, lines }: Transaction) => [
  amount!.minorUnits,
  ...lines.map((one) => [one.categoryId, one.amount!.minorUnits]),
];
const legsOf = async (ledger: Home['ledger'], ids: readonly string[]) =>
  (await ledger.batchGetTransactions({ ids: [...ids] })).transactions.map(unitsOf);

test('a fee is part of the outgoing leg only and counts as spending', async () => {
  const { ledger, account, category } = fixture.home();
  const [checking, savings, fee] = [account(), account(), await category()];
  const { fromTransaction, toTransaction } = await transfer(ledger, checking, savings, {
    feeLines: [line(fee, -250n, { note: 'wire', tags: ['bank'] })],
  });
  assert.deepEqual(unitsOf(fromTransaction!), [-10_250n, ['', -10_000n], [fee, -250n]]);
  assert.deepEqual(unitsOf(toTransaction!), [10_000n, ['', 10_000n]]);
  for (const filter of [{ categoryIds: [fee] }, { tags: ['bank'] }, { flow: LineFlow.SPENDING }]) {
    const { totalAmounts, totalCount } = await ledger.listTransactions(filter);
    assert.deepEqual([totalCount, totalAmounts[0]!.minorUnits], [1n, -250n]);
  }
  assert.equal((await ledger.listTransactions({ uncategorised: true })).totalCount, 0n);
  assert.equal((await ledger.listTransactions({})).totalAmounts[0]!.minorUnits, -250n);
});

test('a fee needs an expense category of the household, the currency of the account and a negative amount', async () => {
  const { ledger, account, category } = fixture.home();
  const [checking, savings, fee] = [account(), account(), await category()];
  const salary = await category('', CategoryKind.INCOME);
  const reason = (feeLine: object) => reasonOf(transfer(ledger, checking, savings, { feeLines: [feeLine] }));
  assert.equal(await reason(line('', -5n)), 'TRANSFER_LINES');
  assert.equal(await reason(line(salary, -5n)), 'TRANSFER_LINES');
  assert.equal(await reason(line(fee, 0n)), 'TRANSFER_LINES');
  assert.equal(await reason(line(fee, 5n)), 'TRANSFER_LINES');
  assert.equal(await reason(line(uuidv7(), -5n)), 'CATEGORY_UNKNOWN');
  assert.equal(await reason({ ...line(fee, -5n), amount: money('USD', -5n) }), 'CURRENCY_MISMATCH');
  assert.equal((await ledger.listTransactions({})).totalCount, 0n);
});

test('an edited amount changes both legs and keeps the fees, and edited lines change the fees', async () => {
  const { ledger, account, category } = fixture.home();
  const [checking, savings, fee] = [account(), account(), await category()];
  const made = await transfer(ledger, checking, savings, { feeLines: [line(fee, -250n)] });
  const [out, into] = [made.fromTransaction!.id, made.toTransaction!.id];
  await update(ledger, out, { amount: money('EUR', -8_250n) });
  assert.deepEqual(await legsOf(ledger, [out, into]), [
    [-8_250n, ['', -8_000n], [fee, -250n]],
    [8_000n, ['', 8_000n]],
  ]);
  await update(ledger, into, { amount: money('EUR', 7_000n) });
  assert.deepEqual(await legsOf(ledger, [out, into]), [
    [-7_250n, ['', -7_000n], [fee, -250n]],
    [7_000n, ['', 7_000n]],
  ]);
  await update(ledger, out, { lines: [line('', -7_100n), line(fee, -100n), line(fee, -50n)] });
  assert.deepEqual(await legsOf(ledger, [out, into]), [
    [-7_250n, ['', -7_100n], [fee, -100n], [fee, -50n]],
    [7_100n, ['', 7_100n]],
  ]);
  assert.equal(await reasonOf(update(ledger, out, { amount: money('EUR', -150n) })), 'AMOUNT_NOT_POSITIVE');
  assert.equal(await reasonOf(update(ledger, out, { amount: money('EUR', 150n) })), 'AMOUNT_NOT_POSITIVE');
  assert.equal(await reasonOf(update(ledger, out, { lines: [line('', -7_000n), line(fee, -1n)] })), 'LINES_UNBALANCED');
  assert.equal(await reasonOf(update(ledger, out, { lines: [line(fee, -7_250n)] })), 'TRANSFER_LINES');
  assert.equal(await reasonOf(update(ledger, out, { lines: [line('', -7_000n), line('', -250n)] })), 'TRANSFER_LINES');
  assert.equal(await reasonOf(update(ledger, into, { lines: [line('', 7_200n), line(fee, -100n)] })), 'TRANSFER_LINES');
  await update(ledger, out, { lines: [line('', -7_250n)] });
  assert.deepEqual(await legsOf(ledger, [out, into]), [
    [-7_250n, ['', -7_250n]],
    [7_250n, ['', 7_250n]],
  ]);
});

test('between currencies the fee is in the currency of the outgoing leg, and the received amount stays', async () => {
  const { ledger, account, category } = fixture.home();
  const [checking, dollars, fee] = [account(), account('USD'), await category()];
  const made = await transfer(ledger, checking, dollars, {
    receivedAmount: money('USD', 10_800n),
    feeLines: [line(fee, -300n)],
  });
  const [out, into] = [made.fromTransaction!.id, made.toTransaction!.id];
  await update(ledger, out, { amount: money('EUR', -9_300n) });
  await update(ledger, into, { amount: money('USD', 10_700n) });
  assert.deepEqual(await legsOf(ledger, [out, into]), [
    [-9_300n, ['', -9_000n], [fee, -300n]],
    [10_700n, ['', 10_700n]],
  ]);
});

test('after any edits the outgoing amount equals the received amount plus the fees', async () => {
  const { ledger, account, category } = fixture.home();
  const [checking, savings, fee] = [account(), account(), await category()];
  const amount = fc.bigInt({ min: 1n, max: 2n ** 54n });
  const fees = fc.array(fc.bigInt({ min: 1n, max: 10n ** 6n }), { maxLength: 4 });
  const edits = fc.array(fc.record({ leaving: fc.boolean(), amount }), { maxLength: 3 });
  const conserved = fc.asyncProperty(amount, fees, edits, async (moved, paid, changes) => {
    const made = await transfer(ledger, checking, savings, {
      amount: money('EUR', moved),
      feeLines: paid.map((units) => line(fee, -units)),
    });
    const [out, into] = [made.fromTransaction!, made.toTransaction!];
    const total = paid.reduce((sum, units) => sum + units, 0n);
    for (const change of changes) {
      const id = change.leaving ? out.id : into.id;
      await update(ledger, id, { amount: money('EUR', change.leaving ? -change.amount - total : change.amount) });
    }
    const { transactions } = await ledger.batchGetTransactions({ ids: [out.id, into.id] });
    const [from, to] = transactions.map((one) => one.amount!.minorUnits);
    assert.equal(to, changes.at(-1)?.amount ?? moved);
    assert.equal(-from!, to! + total);
    for (const one of transactions)
      assert.equal(
        one.lines.reduce((sum, each) => sum + each.amount!.minorUnits, 0n),
        one.amount!.minorUnits,
      );
  });
  await fc.assert(conserved, { numRuns: 25 });
});
