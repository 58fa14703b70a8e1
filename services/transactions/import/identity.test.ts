/** What imports store between files: raw cells, ids of the bank, rows left out, layouts, and how all of it is undone. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { create, fromBinary } from '@bufbuild/protobuf';
import { AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import { AmountColumnsSchema, RowNotice, RowProblem, RowState } from '#gen/melo/transactions/v1/import_pb.ts';
import { ProposalNotice } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { TransactionStatus } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { HouseholdSchema } from '#gen/melo/users/v1/household_pb.ts';
import { createMariadbDatabase } from '#kit/testing/test-databases.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { money } from '#kit/values/money.ts';
import { openStore, type TransactionStore } from '../store.ts';
import { createReaderPool } from './reader.ts';
import { createImportHome, type ImportHomeOptions } from './testing/import-home.ts';
import { trialContent as trial } from './testing/trials.ts';

const database = await createMariadbDatabase();
const readers = createReaderPool();
let store: TransactionStore;
before(async () => {
  store = await openStore(database.url, () => {});
  await store.migrate();
});
after(async () => {
  await readers.close();
  await store.close();
  await database.drop();
});

const { NEW, DUPLICATE, MERGE, POSSIBLE_DUPLICATE, LEFT_OUT } = RowState;

const home = (options: ImportHomeOptions = {}) => createImportHome({ store, pool: readers }, options);
type Rows = Awaited<ReturnType<ReturnType<typeof home>['preview']>>;
const states = (rows: Rows) => rows.map(({ state }) => state);
const csv = (...lines: string[]) => Buffer.from(`Date,Payee,Amount,Memo\n${lines.join('\n')}\n`);

test('importing a file again with another mapping adds nothing', async () => {
  const { commit, preview, total } = home();
  await commit(trial('t10'), { change: { noteColumns: [] } });
  assert.deepEqual(states(await preview(trial('t10'), { noteColumns: [3] })), [DUPLICATE, DUPLICATE, DUPLICATE]);
  await commit(trial('t10'), { change: { noteColumns: [3] } });
  assert.equal(await total(), 3000n);
});

test('rows that differ only in the running balance are the same row', async () => {
  const { commit, preview } = home();
  const file = (balance: string) => Buffer.from(`Date,Payee,Amount,Balance\n2026-03-02,Shop,-1.00,${balance}\n`);
  const change = { balanceColumn: 3, amountColumns: create(AmountColumnsSchema, { amount: 2 }) };
  await commit(file('10.00'), { change });
  assert.deepEqual(states(await preview(file('11.00'), change)), [DUPLICATE]);
});

test('a row with the date and amount of an imported one is a possible duplicate that the user can import anyway', async () => {
  const { commit, preview, total } = home();
  await commit(csv('2026-03-02,SHOP 17,-10.00,'));
  const renamed = csv('2026-03-02,Shop,-10.00,', '2026-03-02,Shop,-10.00,');
  const rows = await preview(renamed);
  assert.deepEqual(states(rows), [POSSIBLE_DUPLICATE, NEW]);
  assert.ok(rows[0]!.existingTransactionId);
  const done = await commit(renamed);
  assert.deepEqual([done.createdCount, done.leftOutCount], [1, 1]);
  assert.equal(await total(), -2000n);
  await commit(csv('2026-03-02,The shop,-10.00,'), { newRows: [2] });
  assert.equal(await total(), -3000n);
});

test('excluded rows stay left out of later imports until the user includes them', async () => {
  const { commit, preview, total } = home();
  const done = await commit(trial('t10'), { excludedRows: [4] });
  assert.deepEqual([done.createdCount, done.leftOutCount], [2, 1]);
  assert.deepEqual(states(await preview(trial('t10'))), [DUPLICATE, DUPLICATE, LEFT_OUT]);
  await commit(trial('t10'));
  assert.equal(await total(), -2000n);
  await commit(trial('t10'), { newRows: [4] });
  assert.equal(await total(), 3000n);
  assert.deepEqual(states(await preview(trial('t10'))), [DUPLICATE, DUPLICATE, DUPLICATE]);
});

test('opening balances and totals are left out with a notice, and the user can include them', async () => {
  const { preview, commit, total } = home();
  const rows = await preview(trial('t04b'));
  assert.deepEqual(states(rows), [LEFT_OUT, NEW, NEW, LEFT_OUT, LEFT_OUT, LEFT_OUT]);
  assert.deepEqual(rows[0]!.notices, [RowNotice.TOTAL]);
  await commit(trial('t04b'));
  assert.equal(await total(), 4000n);
});

test('a bank id proves a duplicate only together with its amount', async () => {
  const byId = { change: { bankIdColumn: 1, payeeColumn: 2 } };
  const { commit, preview, total } = home();
  assert.equal((await commit(trial('t16'), byId)).createdCount, 3);
  assert.equal(await total(), -21_100n);
  const next = await preview(trial('t16c'));
  assert.deepEqual(states(next), [NEW, NEW]);
  assert.deepEqual(next[0]!.notices, [RowNotice.BANK_ID_REUSED]);
  const constant = home();
  await constant.commit(trial('t16b'), byId);
  assert.equal(await constant.total(), 2700n);
});

test('a reverted import leaves no trace, not even on the entries that its rows joined', async () => {
  const { enter, commit, total, imports, ledger } = home();
  const mine = await enter('2026-03-04', -1000n, TransactionStatus.PENDING);
  const done = await commit(trial('t10'));
  assert.deepEqual([done.mergedCount, done.createdCount], [1, 2]);
  const status = async () => (await ledger.getTransaction({ id: mine.id })).transaction!.status;
  assert.equal(await status(), TransactionStatus.CLEARED);
  await imports.revertImport({ id: done.id, requestId: uuidv7() });
  assert.equal(await status(), TransactionStatus.PENDING);
  assert.equal(await total(), -1000n);
  await ledger.deleteTransaction({ id: mine.id, requestId: uuidv7() });
  assert.equal((await commit(trial('t10'))).createdCount, 3);
  assert.equal(await total(), 3000n);
});

test('rows left out of a reverted import are new again', async () => {
  const { commit, preview, imports } = home();
  const done = await commit(trial('t10'), { excludedRows: [4] });
  await imports.revertImport({ id: done.id, requestId: uuidv7() });
  assert.deepEqual(states(await preview(trial('t10'))), [NEW, NEW, NEW]);
});

test('the preview names the transaction that a row joins, and the user can import the row as a new one', async () => {
  const { enter, preview, commit, total } = home();
  const mine = await enter('2026-03-09', -1200n);
  const rows = await preview(trial('t10d'));
  assert.deepEqual(states(rows), [NEW, MERGE, NEW]);
  assert.equal(rows[1]!.existingTransactionId, mine.id);
  const done = await commit(trial('t10d'), { newRows: [3] });
  assert.deepEqual([done.createdCount, done.mergedCount], [3, 0]);
  assert.equal(await total(), -4800n);
});

test('equal amounts on consecutive days are different transactions', async () => {
  const { commit, total } = home();
  await commit(trial('t10b'));
  const done = await commit(trial('t10c'));
  assert.deepEqual([done.createdCount, done.duplicateCount], [3, 1]);
  assert.equal(await total(), 41n + 41n + 42n + 41n + 42n + 42n);
});

test('a mapping is saved for its layout, and another layout gets a new proposal with a notice', async () => {
  const { commit, propose, preview } = home();
  await commit(trial('t13'), { change: { noteColumns: [1] } });
  const again = await propose(trial('t13'));
  assert.deepEqual([again.saved, again.notices, again.mapping!.noteColumns], [true, [], [1]]);
  const expected = { t13b: [-1000n, 5000n], t13c: [-1000n, 5000n, -300n, -400n], t13d: [-1000n, 5000n] };
  for (const [name, units] of Object.entries(expected)) {
    const proposal = await propose(trial(name));
    assert.deepEqual([proposal.saved, proposal.notices], [false, [ProposalNotice.LAYOUT_CHANGED]], name);
    const rows = await preview(trial(name));
    assert.deepEqual(
      rows.map(({ transaction }) => transaction!.amount!.minorUnits),
      units,
      name,
    );
  }
  assert.equal((await propose(trial('t13'))).saved, true);
});

test('a timestamp with a time zone becomes the day in the household’s time zone', async () => {
  const { household, preview } = home();
  await store.replicas.putHouseholds([
    create(HouseholdSchema, { id: household, timeZone: 'America/New_York', etag: '1' }),
  ]);
  assert.deepEqual(
    (await preview(trial('t12'))).map(({ transaction }) => transaction!.postingDate),
    ['2026-02-28', '2026-02-28', '2026-02-28', '2026-03-01'],
  );
});

test('for a credit card with positive purchases the proposal inverts the signs', async () => {
  const { propose } = home({ type: AccountType.CREDIT_CARD, currency: 'USD' });
  const { mapping, notices } = await propose(trial('t17'), 'en-US');
  assert.equal(mapping!.amountColumns!.inverted, true);
  assert.deepEqual(notices, [ProposalNotice.SIGNS_TURNED]);
});

test('the original amount of a purchase in another currency is stored with the account’s amount', async () => {
  const { commit, ledger } = home();
  await commit(trial('t08c'));
  const { transactions } = await ledger.listTransactions({});
  const foreign = transactions.find(({ payee }) => payee === 'Dollar shop')!;
  assert.deepEqual(foreign.origin!.foreignAmount, money('USD', -10_000n));
  assert.equal(foreign.amount!.minorUnits, -9210n);
});

test('an opening that moves back keeps today’s balance, and a revert moves it forward again', async () => {
  const { account, mappingOf, imports, commit, total, preview } = home({ openingDate: '2026-03-03' });
  const file = {
    accountId: account.id,
    fileName: 'bank.csv',
    content: trial('t10'),
    mapping: await mappingOf(trial('t10')),
  };
  const errors = await imports.previewImport(file);
  assert.deepEqual(states(errors.rows), [RowState.ERROR, RowState.ERROR, NEW]);
  assert.deepEqual(errors.rows[0]!.problemKind, RowProblem.BEFORE_OPENING);
  const { rowCount, firstDate, openingDate } = errors.earlyRows!;
  assert.deepEqual([rowCount, firstDate, openingDate], [2, '2026-03-02', '2026-03-03']);
  assert.deepEqual(states((await imports.previewImport({ ...file, moveOpeningDate: true })).rows), [NEW, NEW, NEW]);

  const done = await commit(trial('t10'), { moveOpeningDate: true });
  assert.deepEqual([done.createdCount, done.previousOpeningDate], [3, '2026-03-03']);
  assert.equal(account.openingDate, '2026-03-02');
  // 100.00 on 3 March as before: the two purchases of the day before come out of a higher opening balance.
  assert.equal(account.openingBalance!.minorUnits, 12_000n);
  assert.equal(account.openingBalance!.minorUnits + (await total()), 15_000n);

  await imports.revertImport({ id: done.id, requestId: uuidv7() });
  assert.deepEqual([account.openingDate, account.openingBalance!.minorUnits], ['2026-03-03', 10_000n]);
  assert.deepEqual(states(await preview(trial('t10'))), [RowState.ERROR, RowState.ERROR, NEW]);
});

test('every created transaction publishes a decodable event', async () => {
  const { household, commit, ledger } = home();
  await commit(trial('t10'));
  const events = (await store.outbox.take(10_000))
    .filter(({ key }) => key === household)
    .map(({ payload }) => fromBinary(TransactionEventSchema, payload));
  const { transactions } = await ledger.listTransactions({});
  const created = events.map(({ change }) => (change.case === 'transactionCreated' ? change.value.after : undefined));
  const byId = new Map(transactions.map((transaction) => [transaction.id, transaction]));
  assert.equal(created.length, 3);
  for (const transaction of created) assert.deepEqual(transaction, byId.get(transaction!.id));
});
