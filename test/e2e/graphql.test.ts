/** The same household through the gateway: joined, exact, and documented by the contracts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '#infra/local/demo/api-client.ts';
import { balances, newHousehold, spend } from './household.ts';

const LEDGER = `query Ledger {
  listTransactions(pageSize: 50) {
    totalCount
    transactions { payee amount { minorUnits } account { name balance { balance { minorUnits } } } lines { category { name parent { name } } } }
  }
}`;

type Ledger = {
  listTransactions: {
    totalCount: string;
    transactions: {
      payee: string;
      amount: { minorUnits: string };
      account: { name: string; balance: { balance: { minorUnits: string } } };
      lines: { category: { name: string; parent: { name: string } | null } | null }[];
    }[];
  };
};

test('a joined register equals what the services return', async () => {
  const { person, categories, checking } = await newHousehold('graphql');
  await spend(person, {
    accountId: checking,
    categoryId: categories.get('Groceries')!,
    minorUnits: -1_234n,
    payee: 'Market',
  });
  await spend(person, {
    accountId: checking,
    categoryId: '',
    minorUnits: -9_007_199_254_740_993n,
    payee: 'Beyond doubles',
  });
  await until(
    'the balance',
    async () => (await balances(person, checking))[0] === 100_000n - 1_234n - 9_007_199_254_740_993n,
  );
  const { listTransactions } = await person.graphql<Ledger>(LEDGER);
  assert.equal(listTransactions.totalCount, '2');
  const [beyond, market] = listTransactions.transactions;
  assert.equal(beyond!.amount.minorUnits, '-9007199254740993');
  assert.equal(beyond!.lines[0]!.category, null);
  assert.equal(market!.lines[0]!.category!.parent!.name, 'Food');
  assert.equal(market!.account.balance.balance.minorUnits, (100_000n - 1_234n - 9_007_199_254_740_993n).toString());
});

test('the graph is documented by the contracts', async () => {
  const { person } = await newHousehold('docs');
  const { __type } = await person.graphql<{
    __type: { description: string; fields: { name: string; description: string }[] };
  }>('{ __type(name: "Account") { description fields { name description } } }');
  assert.match(__type.description, /A place where money is or is owed/);
  assert.ok(__type.fields.every(({ description }) => description));
});
