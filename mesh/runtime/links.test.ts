import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { Code, ConnectError, type ConnectRouter } from '@connectrpc/connect';
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { BudgetService } from '#gen/melo/budgets/v1/budget_service_pb.ts';
import { CategoryService } from '#gen/melo/categories/v1/category_service_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { createTestGateway } from '../testing/test-gateway.ts';

const uuid = (kind: string, i: number) => `00000000-0000-7000-8${kind.padStart(3, '0')}-${String(i).padStart(12, '0')}`;
const account = (i: number) => uuid('a', i);
const category = (i: number) => uuid('c', i);

let rows = 50;
let categoriesDown = false;
const gateway = await createTestGateway((router) => {
  serveTransactionsAndAccounts(router);
  serveCategoriesAndBudgets(router);
});
after(() => gateway.close());
beforeEach(() => {
  gateway.calls.length = 0;
  rows = 50;
  categoriesDown = false;
});

const list = `{ listTransactions { transactions { id accountId
  account { id name balance { balance { minorUnits } } }
  lines { category { id parent { id name } } } } } }`;

type Joined = { account: object | null; lines: { category: { id: string } | null }[] };
const rowsOf = (data: unknown) =>
  (data as { listTransactions: { transactions: Joined[] } }).listTransactions.transactions;

test('fifty rows with two levels of links make one call a level and service, and show no other row', async () => {
  const { data, errors } = await gateway.ask(list);
  assert.equal(errors, undefined);
  assert.deepEqual(gateway.counts(), {
    ListTransactions: 1,
    BatchGetAccounts: 1,
    BatchGetBalances: 1,
    BatchGetCategories: 2,
  });
  const found = rowsOf(data);
  assert.equal(found.length, 50);
  for (const [i, row] of found.entries()) {
    const n = i % 7;
    const joined = { id: account(n), name: `Account ${n}`, balance: { balance: { minorUnits: String(n) } } };
    assert.deepEqual(row.account, n === 3 ? null : joined);
    const parent = { id: category(1000), name: category(1000) };
    assert.deepEqual(row.lines[0]?.category, i === 0 ? null : { id: category(i), parent });
  }
});

test('a joined field takes the arguments its link names: one call for each of their values', async () => {
  const { data, errors } = await gateway.ask(`{ batchGetAccounts(ids: ["${account(1)}", "${account(2)}"]) { accounts {
    balance { asOfDate } before: balance(asOfDate: "2026-01-31") { asOfDate balance { minorUnits } } } } }`);
  assert.equal(errors, undefined);
  const row = (units: string) => ({
    balance: { asOfDate: '' },
    before: { asOfDate: '2026-01-31', balance: { minorUnits: units } },
  });
  assert.deepEqual(data, { batchGetAccounts: { accounts: [row('2'), row('1')] } });
  assert.equal(gateway.counts()['BatchGetBalances'], 2);
});

test('more than 200 IDs are requested in batches', async () => {
  rows = 450;
  const { data, errors } = await gateway.ask(
    '{ listTransactions(pageSize: 200) { transactions { lines { category { id } } } } }',
  );
  assert.equal(errors, undefined);
  assert.equal(gateway.counts()['BatchGetCategories'], 3);
  assert.equal(rowsOf(data)[449]?.lines[0]?.category?.id, category(449));
});

test('links work without asking for the key, from the id itself and from a list of ids', async () => {
  const { data } = await gateway.ask('{ listBudgets { budgets { status { daysLeft } lines { categories { id } } } } }');
  const lines = [{ categories: [{ id: category(2) }, { id: category(1) }] }];
  assert.deepEqual(data, { listBudgets: { budgets: [{ status: { daysLeft: 3 }, lines }] } });
});

test('a service that is down costs only its joined rows, and its address is not exposed', async () => {
  categoriesDown = true;
  rows = 2;
  const { data, errors } = await gateway.ask('{ listTransactions { transactions { id lines { category { id } } } } }');
  const transactions = [
    { id: uuid('1', 0), lines: [{ category: null }] },
    { id: uuid('1', 1), lines: [{ category: null }] },
  ];
  assert.deepEqual(data, { listTransactions: { transactions } });
  assert.deepEqual(
    errors?.map(({ message, path, extensions }) => ({ message, path, extensions })),
    [
      {
        message: 'A part of Melo does not answer. Please try again.',
        path: ['listTransactions', 'transactions', 1, 'lines', 0, 'category'],
        extensions: { code: 'UNAVAILABLE' },
      },
    ],
  );
});

test('rows are read anew by every request', async () => {
  await gateway.ask(list);
  await gateway.ask(list);
  assert.equal(gateway.counts()['BatchGetAccounts'], 2);
});

function serveTransactionsAndAccounts(router: ConnectRouter): void {
  router.service(TransactionService, {
    listTransactions: () => ({
      transactions: Array.from({ length: rows }, (_, i) => ({
        id: uuid('1', i),
        accountId: account(i % 7),
        amount: { currencyCode: 'EUR', minorUnits: 0n },
        lines: [{ categoryId: i === 0 ? '' : category(i), amount: { currencyCode: 'EUR' } }],
      })),
    }),
  });
  router.service(AccountService, {
    // Reversed, and account 3 is gone.
    batchGetAccounts: ({ ids }) => ({
      accounts: ids
        .filter((id) => id !== account(3))
        .toReversed()
        .map((id) => ({ id, name: `Account ${Number(id.slice(-12))}`, openingBalance: { currencyCode: 'EUR' } })),
    }),
    batchGetBalances: ({ ids, asOfDate }) => ({
      balances: ids.toReversed().map((accountId) => ({
        accountId,
        asOfDate,
        balance: { currencyCode: 'EUR', minorUnits: BigInt(accountId.slice(-12)) },
      })),
    }),
  });
}

function serveCategoriesAndBudgets(router: ConnectRouter): void {
  router.service(CategoryService, {
    batchGetCategories: ({ ids }) => {
      if (categoriesDown) throw new ConnectError('connect ECONNREFUSED /tmp/secret.sock', Code.Unavailable);
      return {
        categories: ids
          .toReversed()
          .map((id) => ({ id, name: id, parentId: id === category(1000) ? '' : category(1000) })),
      };
    },
  });
  router.service(BudgetService, {
    listBudgets: () => ({
      budgets: [
        {
          id: uuid('b', 1),
          lines: [{ name: 'x', categoryIds: [category(2), category(1)], limit: { currencyCode: 'EUR' } }],
        },
      ],
    }),
    batchGetBudgetStatuses: ({ ids }) => ({ statuses: ids.map((budgetId) => ({ budgetId, daysLeft: 3 })) }),
  });
}
