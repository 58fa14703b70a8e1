/** Filters of the register: what they match, and that totals include exactly what matches. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { CategoryKind, CategorySchema } from '#gen/melo/categories/v1/category_pb.ts';
import { LineFlow } from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { ListTransactionsResponse } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { reasonOf } from '#kit/testing/test-router.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { money } from '#kit/values/money.ts';
import { type Home, type LedgerFixture, line, openLedgerFixture, purchase } from '../testing/ledger-fixture.ts';

let fixture: LedgerFixture;
before(async () => {
  fixture = await openLedgerFixture();
});
after(() => fixture.close());

const totalsOf = ({ totalAmounts, totalCount }: ListTransactionsResponse) => [
  totalCount,
  ...totalAmounts.map(({ minorUnits }) => minorUnits),
];
const list = async (ledger: Home['ledger'], filter: object) => totalsOf(await ledger.listTransactions(filter));

test('a filter totals only the matching lines of a split purchase', async () => {
  const { ledger, account, category } = fixture.home();
  const checking = account();
  const [food, fun] = [await category(), await category()];
  const groceries = await category(food);
  const split = [line(groceries, -3_334n, { tags: ['a"b', 'Trip'] }), line(fun, -1_666n), line('', -1_000n)];
  await ledger.createTransaction(purchase(checking, split));
  assert.deepEqual(await list(ledger, {}), [1n, -6_000n]);
  assert.deepEqual(await list(ledger, { categoryIds: [groceries] }), [1n, -3_334n]);
  assert.deepEqual(await list(ledger, { categoryIds: [food] }), [1n, -3_334n]);
  assert.deepEqual(await list(ledger, { categoryIds: [food, fun] }), [1n, -5_000n]);
  assert.deepEqual(await list(ledger, { tags: ['Trip'] }), [1n, -3_334n]);
  assert.deepEqual(await list(ledger, { tags: ['a"b', 'other'] }), [1n, -3_334n]);
  assert.deepEqual(await list(ledger, { tags: ['trip'] }), [0n]);
  assert.deepEqual(await list(ledger, { tags: [','] }), [0n]);
  assert.deepEqual(await list(ledger, { uncategorised: true }), [1n, -1_000n]);
  assert.deepEqual(await list(ledger, { uncategorised: true, categoryIds: [food] }), [0n]);
  assert.deepEqual(await list(ledger, { tags: ['Trip'], categoryIds: [fun] }), [0n]);
});

test('flow filters use the direction of uncategorised lines and the kind of categories', async () => {
  const { ledger, account, category } = fixture.home();
  const [checking, savings] = [account(), account()];
  const [food, salary] = [await category(), await category('', CategoryKind.INCOME)];
  await ledger.createTransaction(purchase(checking, [line('', -700n), line('', 200n)]));
  await ledger.createTransaction(purchase(checking, [line(food, -3_000n)]));
  await ledger.createTransaction(purchase(checking, [line(food, 5_000n)]));
  await ledger.createTransaction(purchase(checking, [line(salary, 9_000n), line(salary, -1_000n)]));
  const transfer = { fromAccountId: checking, toAccountId: savings, postingDate: '2026-03-10' };
  await ledger.createTransfer({ ...transfer, amount: money('EUR', 50n), requestId: uuidv7() });
  assert.deepEqual(await list(ledger, { uncategorised: true }), [1n, -500n]);
  assert.deepEqual(await list(ledger, { uncategorised: true, flow: LineFlow.SPENDING }), [1n, -700n]);
  assert.deepEqual(await list(ledger, { uncategorised: true, flow: LineFlow.INCOME }), [1n, 200n]);
  assert.deepEqual(await list(ledger, { flow: LineFlow.SPENDING }), [3n, 1_300n]);
  assert.deepEqual(await list(ledger, { flow: LineFlow.INCOME }), [2n, 8_200n]);
  assert.deepEqual(await list(ledger, { flow: LineFlow.SPENDING_AND_INCOME }), [4n, 9_500n]);
});

test('an old category replica without a kind gets it when a list needs it, and newer fields stay', async () => {
  const { household, ledger, account, category } = fixture.home();
  const id = await category('', CategoryKind.INCOME);
  await ledger.createTransaction(purchase(account(), [line(id, -5n)]));
  const old = "update category_copy set kind = 0, version = 2, parent_id = 'newer' where id = ?";
  await fixture.store.fork().execute(old, [id], 'run');
  const copy = { id, householdId: household, kind: CategoryKind.INCOME };
  await fixture.store.replicas.putCategories([create(CategorySchema, { ...copy, etag: '1' })]);
  assert.deepEqual(await fixture.store.replicas.tree(household), [{ ...copy, kind: 0, parentId: 'newer' }]);
  fixture.owned.categories.set(id, create(CategorySchema, { ...copy, parentId: 'newer', etag: '2' }));
  assert.deepEqual(await list(ledger, { flow: LineFlow.INCOME }), [1n, -5n]);
  assert.deepEqual(await list(ledger, { flow: LineFlow.SPENDING }), [0n]);
  assert.deepEqual(await fixture.store.replicas.tree(household), [{ ...copy, parentId: 'newer' }]);
});

test('totals of lines are the same on every page, even while transactions are added before it', async () => {
  const { ledger, account, category } = fixture.home();
  const checking = account();
  const food = await category();
  const bought = (day: number) =>
    ledger.createTransaction(
      purchase(checking, [line(food, -BigInt(day)), line('', -100n)], { postingDate: `2026-03-0${day}` }),
    );
  for (let day = 1; day <= 5; day++) await bought(day);
  const filter = { categoryIds: [food], pageSize: 2 };
  const first = await ledger.listTransactions(filter);
  const second = await ledger.listTransactions({ ...filter, pageToken: first.nextPageToken });
  assert.deepEqual(
    [totalsOf(first), totalsOf(second)],
    [
      [5n, -15n],
      [5n, -15n],
    ],
  );
  await bought(9);
  const third = await ledger.listTransactions({ ...filter, pageToken: second.nextPageToken });
  assert.deepEqual(totalsOf(third), [6n, -24n]);
  const days = [first, second, third].flatMap(({ transactions }) => transactions.map((one) => one.postingDate));
  assert.deepEqual(
    days,
    [5, 4, 3, 2, 1].map((day) => `2026-03-0${day}`),
  );
});

test('a text filter searches payee, note and line notes without case or accents, and totals whole transactions', async () => {
  const { ledger, account, category } = fixture.home();
  const checking = account();
  const food = await category();
  await ledger.createTransaction(purchase(checking, [line('', -1n)], { payee: 'Café Müller' }));
  await ledger.createTransaction(purchase(checking, [line('', -2n)], { note: 'CAFE 100%_a\\b' }));
  await ledger.createTransaction(purchase(checking, [line(food, -4n, { note: 'bei Cafè Zoë' }), line('', -8n)]));
  assert.deepEqual(await list(ledger, { text: 'cafe' }), [3n, -15n]);
  assert.deepEqual(await list(ledger, { text: 'CAFÉ' }), [3n, -15n]);
  assert.deepEqual(await list(ledger, { text: 'ZOE' }), [1n, -12n]);
  assert.deepEqual(await list(ledger, { text: 'zoe', categoryIds: [food] }), [1n, -4n]);
  assert.deepEqual(await list(ledger, { text: 'muller' }), [1n, -1n]);
  assert.deepEqual(await list(ledger, { text: '0%_A\\B' }), [1n, -2n]);
});

test('deleted transactions are returned only on request, and totals cover what is listed', async () => {
  const { ledger, account, category } = fixture.home();
  const checking = account();
  const food = await category();
  const { transaction } = await ledger.createTransaction(purchase(checking, [line(food, -5n), line('', -2n)]));
  await ledger.createTransaction(purchase(checking, [line('', -10n)]));
  const { id } = transaction!;
  await ledger.deleteTransaction({ id, requestId: uuidv7() });
  assert.equal(await reasonOf(ledger.getTransaction({ id })), 'NOT_FOUND');
  const shown = await ledger.getTransaction({ id, showDeleted: true });
  assert.ok(shown.transaction!.deleteTime);
  assert.equal((await ledger.batchGetTransactions({ ids: [id] })).transactions.length, 0);
  assert.equal((await ledger.batchGetTransactions({ ids: [id], showDeleted: true })).transactions[0]!.id, id);
  assert.deepEqual(await list(ledger, {}), [1n, -10n]);
  assert.deepEqual(await list(ledger, { showDeleted: true }), [2n, -17n]);
  assert.deepEqual(await list(ledger, { onlyDeleted: true }), [1n, -7n]);
  assert.deepEqual(await list(ledger, { onlyDeleted: true, categoryIds: [food] }), [1n, -5n]);
  await ledger.restoreTransaction({ id, requestId: uuidv7() });
  assert.deepEqual(await list(ledger, { onlyDeleted: true }), [0n]);
  assert.deepEqual(await list(ledger, {}), [2n, -17n]);
});

test('a list returns the time it was read, and whether category filters could not be applied', async () => {
  const { household, ledger } = fixture.home();
  const beforeMs = Date.now();
  const { asOfTime, incomplete } = await ledger.listTransactions({});
  assert.ok(Number(asOfTime!.seconds) * 1000 + asOfTime!.nanos / 1e6 >= beforeMs);
  assert.equal(incomplete, false);
  const topic = 'melo.categories.v1.category';
  const deadLetter = { topic, partition: 0, offset: 3n, key: household, sequence: 4n, cause: 'test' };
  await fixture.store.checkpoints.recordDeadLetter(deadLetter);
  assert.equal((await ledger.listTransactions({})).incomplete, true);
  await fixture.store.checkpoints.discardDeadLetter(deadLetter);
});
