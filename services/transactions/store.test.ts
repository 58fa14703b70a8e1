/** Transactions through the routes, on the real store. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ConnectError } from '@connectrpc/connect';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { Role } from '#gen/melo/users/v1/household_pb.ts';
import { race, WRITERS, writers } from '#kit/testing/races.ts';
import { createTestUser, reasonOf } from '#kit/testing/test-router.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { money } from '#kit/values/money.ts';
import { createSpendingHome, type LedgerFixture, openLedgerFixture, unitsOf } from './testing/ledger-fixture.ts';

const MAX_UNITS = 9_007_199_254_740_993n;

let fixture: LedgerFixture;
before(async () => {
  fixture = await openLedgerFixture();
});
after(() => fixture.close());

const outboxSize = async () => (await fixture.store.outbox.take(500)).length;

test('an amount beyond 2^53 is stored exactly, and a missing replica is fetched once', async () => {
  const { ledger, spend } = await createSpendingHome(fixture);
  const before = fixture.owned.accountRequests;
  await spend(-MAX_UNITS);
  await spend(-1n);
  assert.equal(fixture.owned.accountRequests, before + 1);
  const { transactions, totalAmounts, totalCount } = await ledger.listTransactions({});
  assert.equal(transactions[1]!.lines[0]!.amount!.minorUnits, -MAX_UNITS);
  assert.equal(totalAmounts[0]!.minorUnits, -MAX_UNITS - 1n);
  assert.equal(totalCount, 2n);
});

test('unbalanced lines, other currencies, invalid dates and unknown references are rejected without an event', async () => {
  const { spend, groceries, dollars, ledger } = await createSpendingHome(fixture);
  await spend(-1n);
  const events = await outboxSize();
  const line = { categoryId: groceries, amount: money('EUR', -4n) };
  assert.equal(await reasonOf(spend(-5n, { lines: [line] })), 'LINES_UNBALANCED');
  assert.equal(await reasonOf(spend(-5n, { accountId: dollars })), 'CURRENCY_MISMATCH');
  assert.equal(await reasonOf(spend(-5n, { accountId: uuidv7() })), 'ACCOUNT_UNKNOWN');
  assert.equal(await reasonOf(spend(-4n, { lines: [{ ...line, categoryId: uuidv7() }] })), 'CATEGORY_UNKNOWN');
  assert.equal(
    await reasonOf(spend(-4n, { lines: [{ ...line, categoryId: (await createSpendingHome(fixture)).food }] })),
    'CATEGORY_UNKNOWN',
  );
  assert.equal(await reasonOf(spend(-4n, { postingDate: '2026-02-30' })), 'DATE_INVALID');
  assert.equal(await reasonOf(spend(-4n, { postingDate: '2025-12-31' })), 'BEFORE_OPENING');
  assert.equal(await outboxSize(), events);
  assert.deepEqual(await unitsOf(ledger), [-1n]);
});

test('a batch with one invalid transaction writes nothing', async () => {
  const { ledger, checking } = await createSpendingHome(fixture);
  const good = { accountId: checking, postingDate: '2026-03-10', amount: money('EUR', -1n) };
  const batch = (transactions: object[]) =>
    ledger.batchCreateTransactions({ transactions: transactions as never, requestId: uuidv7() });
  const bad = batch([good, { ...good, postingDate: '2026-13-01' }]);
  assert.equal(await reasonOf(bad), 'DATE_INVALID');
  await assert.rejects(
    bad,
    (error) => ConnectError.from(error).findDetails(ErrorInfoSchema)[0]?.metadata['index'] === '1',
  );
  assert.deepEqual(await unitsOf(ledger), []);
  assert.equal((await batch(Array.from({ length: 200 }, () => good))).transactions.length, 200);
});

test('changing the amount of a one-line transaction changes its line, and a stale etag is rejected', async () => {
  const { ledger, spend } = await createSpendingHome(fixture);
  const { transaction } = await spend(-500n);
  const update = (minorUnits: bigint, etag: string) =>
    ledger.updateTransaction({
      id: transaction!.id,
      transaction: { amount: money('EUR', minorUnits), etag },
      updateMask: { paths: ['amount'] },
      requestId: uuidv7(),
    });
  assert.equal((await update(-700n, '1')).transaction!.lines[0]!.amount!.minorUnits, -700n);
  assert.equal(await reasonOf(update(-900n, '1')), 'ETAG_MISMATCH');
  assert.deepEqual(await unitsOf(ledger), [-700n]);
});

test('concurrent changes without an etag are all applied', async () => {
  const { ledger, spend } = await createSpendingHome(fixture);
  const { transaction } = await spend(-500n);
  const { id, etag } = transaction!;
  const change = (i: number) =>
    ledger.updateTransaction({
      id,
      transaction: { note: `note ${i}` },
      updateMask: { paths: ['note'] },
      requestId: uuidv7(),
    });
  assert.deepEqual(await race(writers(change, 64)), { ok: 64 });
  const after = (await ledger.getTransaction({ id })).transaction!;
  assert.equal(BigInt(after.etag), BigInt(etag) + 64n);
});

test('of eight concurrent deletes of a transaction exactly one succeeds', async () => {
  const { ledger, spend } = await createSpendingHome(fixture);
  const { transaction } = await spend(-500n);
  const remove = () => ledger.deleteTransaction({ id: transaction!.id, requestId: uuidv7() });
  assert.deepEqual(await race(writers(remove)), { ok: 1, NOT_FOUND: WRITERS - 1 });
});

test('repeating a request id creates one transaction and one event', async () => {
  const { ledger, checking } = await createSpendingHome(fixture);
  const request = {
    transaction: { accountId: checking, postingDate: '2026-03-10', amount: money('EUR', -1n) },
    requestId: uuidv7(),
  };
  const first = await ledger.createTransaction(request);
  const events = await outboxSize();
  assert.deepEqual(await ledger.createTransaction(request), first);
  assert.equal(await outboxSize(), events);
  assert.equal(await reasonOf(ledger.createTransaction({ ...request, householdId: uuidv7() })), 'REQUEST_ID_REUSED');
});

test('a viewer cannot write and a stranger finds nothing', async () => {
  const { household, spend } = await createSpendingHome(fixture);
  const { transaction } = await spend(-1n);
  const viewer = fixture.api.as(TransactionService, createTestUser(household, Role.VIEWER));
  const remove = { id: transaction!.id, requestId: uuidv7() };
  assert.equal(await reasonOf(viewer.deleteTransaction(remove)), 'ROLE_TOO_LOW');
  assert.equal(
    await reasonOf(fixture.api.as(TransactionService, createTestUser()).deleteTransaction(remove)),
    'NOT_FOUND',
  );
});

test('a transaction written while its household is erased does not stay', async () => {
  const { household, ledger, spend } = await createSpendingHome(fixture);
  await spend(-100n);
  await fixture.store.erasure.mark([household]);
  await spend(-200n);
  assert.deepEqual(await unitsOf(ledger), []);
  assert.equal((await ledger.listTransactions({})).totalCount, 0n);
});
