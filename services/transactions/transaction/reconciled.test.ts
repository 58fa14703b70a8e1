/** Reconciled transactions: no way but reconciling makes, changes or deletes one. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ConnectError } from '@connectrpc/connect';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';
import { TransactionStatus } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { reasonOf } from '#kit/testing/test-router.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { money } from '#kit/values/money.ts';
import { type Home, type LedgerFixture, line, openLedgerFixture, purchase } from '../testing/ledger-fixture.ts';

const { CLEARED, RECONCILED } = TransactionStatus;

let fixture: LedgerFixture;
before(async () => {
  fixture = await openLedgerFixture();
});
after(() => fixture.close());

/** Sets the status as a reconciliation does. No method sets it yet. */
const reconcile = (id: string) =>
  fixture.store.fork().execute('update ledger set status = ? where id = ?', [RECONCILED, id], 'run');
const update = (ledger: Home['ledger'], id: string, transaction: object) =>
  ledger.updateTransaction({
    id,
    transaction,
    updateMask: { paths: Object.keys(transaction).map((name) => (name === 'postingDate' ? 'posting_date' : name)) },
    requestId: uuidv7(),
  });
const fieldOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error) => ConnectError.from(error).findDetails(ErrorInfoSchema)[0]?.metadata,
  );

test('the status RECONCILED cannot be set by creating or updating a transaction', async () => {
  const { ledger, account } = fixture.home();
  const checking = account();
  const wanted = purchase(checking, [line('', -5n)], { status: RECONCILED });
  assert.equal(await reasonOf(ledger.createTransaction(wanted)), 'STATUS_NOT_SETTABLE');
  assert.equal((await fieldOf(ledger.createTransaction(wanted)))!['field'], 'status');
  const plain = purchase(checking, [line('', -5n)]);
  const transactions = [plain.transaction, wanted.transaction];
  const batch = () => ledger.batchCreateTransactions({ transactions, requestId: uuidv7() });
  assert.equal(await reasonOf(batch()), 'STATUS_NOT_SETTABLE');
  assert.equal((await fieldOf(batch()))!['index'], '1');
  const { transaction } = await ledger.createTransaction(plain);
  assert.equal(await reasonOf(update(ledger, transaction!.id, { status: RECONCILED })), 'STATUS_NOT_SETTABLE');
  assert.equal((await ledger.getTransaction({ id: transaction!.id })).transaction!.status, CLEARED);
});

test('a reconciled transaction cannot be changed or deleted', async () => {
  const { ledger, account } = fixture.home();
  const { transaction } = await ledger.createTransaction(purchase(account(), [line('', -5n)]));
  const { id } = transaction!;
  await reconcile(id);
  for (const change of [{ note: 'x' }, { amount: money('EUR', -6n) }, { status: CLEARED }, { status: RECONCILED }])
    assert.equal(await reasonOf(update(ledger, id, change)), 'RECONCILED');
  assert.equal(await reasonOf(ledger.deleteTransaction({ id, requestId: uuidv7() })), 'RECONCILED');
  const after = (await ledger.getTransaction({ id })).transaction!;
  assert.deepEqual([after.status, after.amount!.minorUnits, after.etag], [RECONCILED, -5n, '1']);
});

test('one reconciled leg locks the other leg of its transfer', async () => {
  const { ledger, account } = fixture.home();
  const [fromAccountId, toAccountId] = [account(), account()];
  const { fromTransaction, toTransaction } = await ledger.createTransfer({
    fromAccountId,
    toAccountId,
    postingDate: '2026-03-10',
    amount: money('EUR', 100n),
    requestId: uuidv7(),
  });
  assert.equal(await reasonOf(update(ledger, toTransaction!.id, { status: RECONCILED })), 'STATUS_NOT_SETTABLE');
  await reconcile(toTransaction!.id);
  for (const { id } of [fromTransaction!, toTransaction!]) {
    assert.equal(await reasonOf(update(ledger, id, { postingDate: '2026-03-11' })), 'RECONCILED');
    const remove = () => ledger.deleteTransaction({ id, requestId: uuidv7() });
    assert.equal(await reasonOf(remove()), 'RECONCILED');
    assert.equal((await fieldOf(remove()))!['transaction_id'], toTransaction!.id);
  }
  assert.equal((await ledger.listTransactions({})).totalCount, 2n);
});

test('an import joins a reconciled entry without changing it, and cannot be reverted once its rows are reconciled', async () => {
  const { ledger, imports, account } = fixture.home();
  const accountId = account();
  const { transaction } = await ledger.createTransaction(purchase(accountId, [line('', -500n)]));
  await reconcile(transaction!.id);
  const content = Buffer.from('Date;Payee;Amount\n2026-03-10;Shop;-5.00\n2026-03-11;Other;-7.00\n');
  const file = { accountId, fileName: 'a.csv', content };
  const { mapping } = await imports.proposeMapping(file);
  const done = await imports.commitImport({ ...file, mapping: mapping!, requestId: uuidv7() });
  assert.deepEqual([done.import!.mergedCount, done.import!.createdCount], [1, 1]);
  const { transactions } = await ledger.listTransactions({});
  assert.deepEqual(
    transactions.map(({ status, amount }) => [status, amount!.minorUnits]),
    [
      [CLEARED, -700n],
      [RECONCILED, -500n],
    ],
  );
  await reconcile(transactions[0]!.id);
  const revert = imports.revertImport({ id: done.import!.id, requestId: uuidv7() });
  assert.equal(await reasonOf(revert), 'RECONCILED');
  assert.equal((await ledger.listTransactions({})).totalCount, 2n);
});

test('a reconciled transaction that was deleted before the lock existed is restored as cleared', async () => {
  const { ledger, account } = fixture.home();
  const { transaction } = await ledger.createTransaction(purchase(account(), [line('', -5n)]));
  const { id } = transaction!;
  await ledger.deleteTransaction({ id, requestId: uuidv7() });
  await reconcile(id);
  const restored = await ledger.restoreTransaction({ id, requestId: uuidv7() });
  assert.equal(restored.transaction!.status, CLEARED);
});
