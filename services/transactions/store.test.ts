import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { ConnectError } from '@connectrpc/connect';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';
import { AccountSchema } from '#gen/melo/accounts/v1/account_pb.ts';
import { CategoryKind, CategorySchema } from '#gen/melo/categories/v1/category_pb.ts';
import { RowState } from '#gen/melo/transactions/v1/import_pb.ts';
import { ImportService } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { Role } from '#gen/melo/users/v1/household_pb.ts';
import { topics } from '#infra/topology.ts';
import { race, WRITERS, writers } from '#kit/testing/races.ts';
import { createMariadbDatabase } from '#kit/testing/test-databases.ts';
import { createTestRouter, createTestUser, reasonOf } from '#kit/testing/test-router.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { money } from '#kit/values/money.ts';
import { deliver, newLedger } from '#test/fixtures/ledger.ts';
import { subscriptions } from './consume.ts';
import { createReaderPool } from './import/reader.ts';
import { importRoutes } from './import/routes.ts';
import { createReferenceResolver } from './references/resolver.ts';
import { openShadowStore, openStore, type TransactionStore } from './store.ts';
import { transactionRoutes } from './transaction/routes.ts';

const MAX_UNITS = 9_007_199_254_740_993n;
const database = await createMariadbDatabase();
const readers = createReaderPool();
let store: TransactionStore;
let api: ReturnType<typeof createTestRouter>;
/** What the owners answer when the ledger asks for a copy. */
const owned = {
  accounts: new Map<string, ReturnType<typeof account>>(),
  categories: new Map<string, ReturnType<typeof category>>(),
};
let requested = 0;

before(async () => {
  store = await openStore(database.url, () => {});
  await store.migrate();
  const look = createReferenceResolver(store.copies, {
    accounts: {
      moveOpening: async () => ({}) as never,
      batchGetAccountReplicas: async ({ ids = [] }) => {
        requested += 1;
        return { accounts: ids.flatMap((id) => owned.accounts.get(id) ?? []) } as never;
      },
    },
    categories: {
      batchGetCategoryReplicas: async ({ ids = [] }) =>
        ({ categories: ids.flatMap((id) => owned.categories.get(id) ?? []) }) as never,
    },
  });
  api = createTestRouter({
    routes: (router) =>
      void router
        .service(TransactionService, transactionRoutes(store, look))
        .service(ImportService, importRoutes({ store, look, move: async () => {}, pool: readers })),
    idempotency: store.idempotency,
  });
});
after(async () => {
  await readers.close();
  await store.close();
  await database.drop();
});

const account = (householdId: string, currency = 'EUR', archived = false) =>
  create(AccountSchema, {
    id: uuidv7(),
    householdId,
    openingDate: '2026-01-01',
    openingBalance: money(currency, 0n),
    archived,
    etag: '1',
  });
const category = (householdId: string, parentId = '') =>
  create(CategorySchema, { id: uuidv7(), householdId, parentId, etag: '1' });

/** A household with accounts and a category tree that the owners know. */
function home() {
  const household = uuidv7();
  const [checking, card, dollars] = [account(household), account(household), account(household, 'USD')];
  const food = category(household);
  const groceries = category(household, food.id);
  for (const one of [checking, card, dollars]) owned.accounts.set(one.id, one);
  for (const one of [food, groceries]) owned.categories.set(one.id, one);
  const ledger = api.as(TransactionService, createTestUser(household));
  const spend = (minorUnits: bigint, fields: object = {}) =>
    ledger.createTransaction({
      transaction: {
        accountId: checking.id,
        postingDate: '2026-03-10',
        amount: money('EUR', minorUnits),
        payee: 'Market',
        ...fields,
      },
      requestId: uuidv7(),
    });
  return { household, checking, card, dollars, food, groceries, ledger, spend };
}

const outboxSize = async () => (await store.outbox.take(500)).length;
const units = async (ledger: ReturnType<typeof home>['ledger'], fields: object = {}) =>
  (await ledger.listTransactions(fields)).transactions.map(({ amount }) => amount!.minorUnits);

test('an amount beyond 2^53 is stored exactly, and a missing replica is fetched once', async () => {
  const { ledger, spend } = home();
  const before = requested;
  await spend(-MAX_UNITS);
  await spend(-1n);
  assert.equal(requested, before + 1);
  const { transactions, totalAmounts, totalCount } = await ledger.listTransactions({});
  assert.equal(transactions[1]!.lines[0]!.amount!.minorUnits, -MAX_UNITS);
  assert.equal(totalAmounts[0]!.minorUnits, -MAX_UNITS - 1n);
  assert.equal(totalCount, 2n);
});

test('unbalanced lines, other currencies, invalid dates and unknown references are rejected without an event', async () => {
  const { spend, groceries, dollars, ledger } = home();
  await spend(-1n);
  const events = await outboxSize();
  const line = { categoryId: groceries.id, amount: money('EUR', -4n) };
  assert.equal(await reasonOf(spend(-5n, { lines: [line] })), 'LINES_UNBALANCED');
  assert.equal(await reasonOf(spend(-5n, { accountId: dollars.id })), 'CURRENCY_MISMATCH');
  assert.equal(await reasonOf(spend(-5n, { accountId: uuidv7() })), 'ACCOUNT_UNKNOWN');
  assert.equal(await reasonOf(spend(-4n, { lines: [{ ...line, categoryId: uuidv7() }] })), 'CATEGORY_UNKNOWN');
  assert.equal(await reasonOf(spend(-4n, { lines: [{ ...line, categoryId: home().food.id }] })), 'CATEGORY_UNKNOWN');
  assert.equal(await reasonOf(spend(-4n, { postingDate: '2026-02-30' })), 'DATE_INVALID');
  assert.equal(await reasonOf(spend(-4n, { postingDate: '2025-12-31' })), 'BEFORE_OPENING');
  assert.equal(await outboxSize(), events);
  assert.deepEqual(await units(ledger), [-1n]);
});

test('a batch with one invalid transaction writes nothing', async () => {
  const { ledger, checking } = home();
  const good = { accountId: checking.id, postingDate: '2026-03-10', amount: money('EUR', -1n) };
  const batch = (transactions: object[]) =>
    ledger.batchCreateTransactions({ transactions: transactions as never, requestId: uuidv7() });
  const bad = batch([good, { ...good, postingDate: '2026-13-01' }]);
  assert.equal(await reasonOf(bad), 'DATE_INVALID');
  await assert.rejects(
    bad,
    (error) => ConnectError.from(error).findDetails(ErrorInfoSchema)[0]?.metadata['index'] === '1',
  );
  assert.deepEqual(await units(ledger), []);
  assert.equal((await batch(Array.from({ length: 200 }, () => good))).transactions.length, 200);
});

test('changing the amount of a one-line transaction changes its line, and a stale etag is rejected', async () => {
  const { ledger, spend } = home();
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
  assert.deepEqual(await units(ledger), [-700n]);
});

test('concurrent changes without an etag are all applied', async () => {
  const { ledger, spend } = home();
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
  const { ledger, spend } = home();
  const { transaction } = await spend(-500n);
  const remove = () => ledger.deleteTransaction({ id: transaction!.id, requestId: uuidv7() });
  assert.deepEqual(await race(writers(remove)), { ok: 1, NOT_FOUND: WRITERS - 1 });
});

test('both legs of a transfer are created, edited, deleted and restored together', async () => {
  const { ledger, checking, card, dollars } = home();
  const move = (fields: object) =>
    ledger.createTransfer({
      fromAccountId: checking.id,
      toAccountId: card.id,
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
  assert.deepEqual((await units(ledger, { fromDate: '2026-03-12' })).sort(), [-250n, 250n]);
  await ledger.deleteTransaction({ id: fromTransaction!.id, requestId: uuidv7() });
  assert.deepEqual(await units(ledger), []);
  await ledger.restoreTransaction({ id: toTransaction!.id, requestId: uuidv7() });
  assert.equal((await units(ledger)).length, 2);
  assert.equal(await reasonOf(move({ toAccountId: checking.id })), 'SAME_ACCOUNT');
  assert.equal(await reasonOf(move({ toAccountId: dollars.id })), 'CURRENCY_MISMATCH');
  const crossing = await move({ toAccountId: dollars.id, receivedAmount: money('USD', 108n) });
  assert.deepEqual(
    [crossing.fromTransaction!.amount, crossing.toTransaction!.amount].map((amount) => amount!.minorUnits),
    [-100n, 108n],
  );
});

test('pages stay stable while transactions are added, and category filters include descendants', async () => {
  const { ledger, spend, food, groceries, card } = home();
  for (let day = 1; day <= 6; day++) await spend(-BigInt(day), { postingDate: `2026-03-0${day}` });
  const first = await ledger.listTransactions({ pageSize: 3 });
  await spend(-99n, { postingDate: '2026-03-09' });
  const second = await ledger.listTransactions({ pageSize: 3, pageToken: first.nextPageToken });
  assert.deepEqual(
    [...first.transactions, ...second.transactions].map(({ amount }) => amount!.minorUnits),
    [-6n, -5n, -4n, -3n, -2n, -1n],
  );
  await spend(-40n, {
    accountId: card.id,
    payee: '100%_Bio',
    lines: [{ categoryId: groceries.id, amount: money('EUR', -40n) }],
  });
  await store.copies.putCategories([owned.categories.get(food.id)!, owned.categories.get(groceries.id)!]);
  assert.deepEqual(await units(ledger, { categoryIds: [food.id] }), [-40n]);
  assert.deepEqual(await units(ledger, { text: '%_bio' }), [-40n]);
  assert.equal((await units(ledger, { uncategorised: true })).length, 7);
  assert.deepEqual(await units(ledger, { accountIds: [card.id], toDate: '2026-03-10', fromDate: '2026-03-10' }), [
    -40n,
  ]);
});

test('repeating a request id creates one transaction and one event', async () => {
  const { ledger, checking } = home();
  const request = {
    transaction: { accountId: checking.id, postingDate: '2026-03-10', amount: money('EUR', -1n) },
    requestId: uuidv7(),
  };
  const first = await ledger.createTransaction(request);
  const events = await outboxSize();
  assert.deepEqual(await ledger.createTransaction(request), first);
  assert.equal(await outboxSize(), events);
  assert.equal(await reasonOf(ledger.createTransaction({ ...request, householdId: uuidv7() })), 'REQUEST_ID_REUSED');
});

test('importing a file again adds nothing, a joined entry keeps its category, and a revert deletes the created transactions', async () => {
  const { household, checking, groceries, ledger, spend } = home();
  const imports = api.as(ImportService, createTestUser(household));
  await spend(-4_815n, {
    postingDate: '2026-03-01',
    lines: [{ categoryId: groceries.id, amount: money('EUR', -4_815n) }],
  });
  const content = readFileSync(join(import.meta.dirname, 'import/testing/samples/semicolon-decimal-comma.csv'));
  const file = { accountId: checking.id, fileName: 'march.csv', content };
  const { mapping } = await imports.proposeMapping(file);
  const { rows } = await imports.previewImport({ ...file, mapping: mapping! });
  assert.deepEqual(
    rows.map(({ state }) => state),
    [RowState.MERGE, RowState.NEW, RowState.NEW, RowState.NEW, RowState.NEW, RowState.ERROR],
  );
  const commit = () => imports.commitImport({ ...file, mapping: mapping!, requestId: uuidv7() });
  const { import: first } = await commit();
  assert.deepEqual([first!.createdCount, first!.mergedCount, first!.errorCount], [4, 1, 1]);
  const { import: second } = await commit();
  assert.deepEqual([second!.createdCount, second!.duplicateCount], [0, 5]);
  assert.equal((await imports.proposeMapping(file)).saved, true);
  const { transactions } = await ledger.listTransactions({});
  assert.equal(transactions.length, 5);
  assert.equal(transactions.at(-1)!.lines[0]!.categoryId, groceries.id);
  await imports.revertImport({ id: first!.id, requestId: uuidv7() });
  assert.deepEqual(await units(ledger), [-4_815n]);
  assert.equal(await reasonOf(imports.revertImport({ id: first!.id, requestId: uuidv7() })), 'ALREADY_REVERTED');
  assert.equal((await commit()).import!.createdCount, 4);
});

test('ten thousand rows are imported in one commit', async () => {
  const { household, checking, ledger } = home();
  const imports = api.as(ImportService, createTestUser(household));
  const rows = Array.from(
    { length: 10_000 },
    (_, i) => `2026-03-${String((i % 28) + 1).padStart(2, '0')};Payee ${i};-${i}.01`,
  );
  const content = Buffer.from(`Date;Payee;Amount\n${rows.join('\n')}\n`);
  const file = { accountId: checking.id, fileName: 'big.csv', content };
  const { mapping } = await imports.proposeMapping(file);
  const { import: done } = await imports.commitImport({ ...file, mapping: mapping!, requestId: uuidv7() });
  assert.equal(done!.createdCount, 10_000);
  assert.equal((await ledger.listTransactions({ pageSize: 1 })).totalCount, 10_000n);
});

test('totals equal the sum of the rows for any range, after many concurrent commits', async () => {
  const { ledger, spend, checking, card, dollars } = home();
  const days = ['2026-01-31', '2026-02-01', '2026-02-28', '2026-03-10', '2026-03-31', '2026-04-01'];
  const made = await Promise.all(
    Array.from({ length: 48 }, (_, i) =>
      spend(BigInt(-1 - i), {
        postingDate: days[i % days.length]!,
        accountId: (i % 2 === 0 ? checking : card).id,
      }),
    ),
  );
  const ids = made.map(({ transaction }) => transaction!.id);
  await spend(-7n, { accountId: dollars.id, amount: money('USD', -7n), postingDate: '2026-02-02' });
  const transfer = (from: string, to: string) =>
    ledger.createTransfer({
      fromAccountId: from,
      toAccountId: to,
      postingDate: '2026-02-15',
      amount: money('EUR', 100n),
      requestId: uuidv7(),
    });
  await Promise.all([
    ...ids.slice(0, 12).map((id) => ledger.deleteTransaction({ id, requestId: uuidv7() })),
    ...ids.slice(12, 24).map((id) =>
      ledger.updateTransaction({
        id,
        transaction: { postingDate: '2026-04-02', amount: money('EUR', -1_000n) },
        updateMask: { paths: ['posting_date', 'amount'] },
        requestId: uuidv7(),
      }),
    ),
    ...ids.slice(24).map((_, i) => (i % 2 === 0 ? transfer(checking.id, card.id) : transfer(card.id, checking.id))),
  ]);
  await Promise.all(ids.slice(0, 6).map((id) => ledger.restoreTransaction({ id, requestId: uuidv7() })));
  const bounds = ['', '2026-01-15', '2026-02-01', '2026-02-15', '2026-03-31', '2026-04-02'];
  for (const accountIds of [[], [checking.id], [checking.id, dollars.id]]) {
    for (const fromDate of bounds) {
      for (const toDate of bounds) {
        const requested = { accountIds, fromDate, toDate, pageSize: 200 };
        const { transactions, totalCount, totalAmounts } = await ledger.listTransactions(requested);
        const byCurrency = Map.groupBy(transactions, ({ amount }) => amount!.currencyCode);
        const sums = [...byCurrency].map(([currency, own]) => [
          currency,
          own.reduce((sum, { amount }) => sum + amount!.minorUnits, 0n),
        ]);
        assert.equal(totalCount, BigInt(transactions.length), `${fromDate} to ${toDate}`);
        assert.deepEqual(
          totalAmounts.map(({ currencyCode, minorUnits }) => [currencyCode, minorUnits]),
          sums.sort(),
        );
      }
    }
  }
});

test('a viewer cannot write and a stranger finds nothing', async () => {
  const { household, spend } = home();
  const { transaction } = await spend(-1n);
  const viewer = api.as(TransactionService, createTestUser(household, Role.VIEWER));
  const remove = { id: transaction!.id, requestId: uuidv7() };
  assert.equal(await reasonOf(viewer.deleteTransaction(remove)), 'ROLE_TOO_LOW');
  assert.equal(await reasonOf(api.as(TransactionService, createTestUser()).deleteTransaction(remove)), 'NOT_FOUND');
});

test('an older replica never replaces a newer one, and erasing a household erases its ledger', async () => {
  const { household, ledger, spend, checking } = home();
  await spend(-1n);
  const copy = owned.accounts.get(checking.id)!;
  await store.copies.putAccounts([{ ...copy, archived: true, etag: '3' }]);
  await store.copies.putAccounts([{ ...copy, archived: false, etag: '2' }]);
  assert.equal(await reasonOf(spend(-2n)), 'ACCOUNT_ARCHIVED');
  const events = [
    {
      event: create(HouseholdEventSchema, {
        eventId: uuidv7(),
        sequence: 9n,
        householdId: household,
        change: { case: 'householdDeleted', value: {} },
      }),
      offset: 0n,
    },
  ];
  const listening = subscriptions(store).find(({ topic }) => topic === topics.household)!;
  await listening.apply({ topic: topics.household, partition: 0, events, nextOffset: 1n });
  assert.deepEqual(await units(ledger), []);
  assert.equal((await store.copies.known([checking.id], [])).accounts.size, 0);
});

test('a transaction written while its household is erased does not stay', async () => {
  const { household, ledger, spend } = home();
  await spend(-100n);
  await store.erasure.mark([household]);
  await spend(-200n);
  assert.deepEqual(await units(ledger), []);
  assert.equal((await ledger.listTransactions({})).totalCount, 0n);
});

test('a rebuild fills shadow replicas and promotes them, also for an erased household', async () => {
  const [staying, ended] = [newLedger(), newLedger()];
  const checking = staying.account();
  const groceries = staying.category(CategoryKind.EXPENSE);
  const gone = ended.account();
  ended.end();
  const [live, late] = [subscriptions(store), newLedger()];
  const lateAccount = late.account();
  const copied = async () => {
    const { accounts, categories } = await store.copies.known([checking, gone, lateAccount], [groceries]);
    return {
      accounts: [...accounts.values()].map(({ id, currency }) => [id, currency]),
      categories: [...categories.keys()],
    };
  };
  const eventsOf = (...order: string[]) =>
    order.flatMap((wanted) => [...staying.events, ...ended.events].filter(({ topic }) => topic === wanted));
  await deliver(live, eventsOf(topics.account, topics.category, topics.household), 7);
  const whole = { accounts: [[checking, 'EUR']], categories: [groceries] };
  assert.deepEqual(await copied(), whole);
  await store.fork().execute("update account_copy set currency = 'XXX' where id = ?", [checking], 'run');
  const lateEvents = late.events.filter(({ topic }) => topic === topics.account);
  await deliver(live, lateEvents, 8);

  const { store: beside, promote } = await openShadowStore(database.url, store);
  // Topics come in any order: the household ends before its account is heard of.
  await deliver(subscriptions(beside), eventsOf(topics.household, topics.category, topics.account), 7);
  await promote();
  await beside.close();
  assert.deepEqual(await copied(), whole);
  // What came after takes effect again.
  assert.equal(await store.checkpoints.checkpoint(topics.account, 8), undefined);
  await deliver(live, lateEvents, 8);
  assert.equal((await copied()).accounts.length, 2);
});
