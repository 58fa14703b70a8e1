/** The calls whose cost is watched: each through the edge, one at a time and 16 at once. */
import { randomUUID } from 'node:crypto';
import { type Home, newHome } from './homes.ts';
import { bulkLoad, rawPool } from './load.ts';
import { purchase } from './requests.ts';
import type { Stack } from './stack.ts';

export type CallRow = {
  readonly name: string;
  /** The processes that answer, whose CPU is shown by name. */
  readonly processes: readonly string[];
  once(): Promise<unknown>;
};

const LEDGER_ROWS = 200;
const PAGE = 50;
const LIST = `query { listTransactions(pageSize: ${PAGE}) { nextPageToken totalCount transactions {
  id postingDate payee note status amount { currencyCode minorUnits } account { id name }
  lines { amount { minorUnits } category { id name icon } } } } }`;

/** A household with a ledger, and the rows of calls on it. */
export async function openCallRows(stack: Stack): Promise<readonly CallRow[]> {
  const home = await newHome(stack.at, 'calls');
  const pool = rawPool(stack.at.urls.mariadb, 1);
  await bulkLoad(pool, home, LEDGER_ROWS);
  await pool.end();
  return rowsOf(home);
}

function rowsOf(home: Home): readonly CallRow[] {
  const { sdk, person, checking, card, groceries, householdId } = home;
  const accounts = { ids: [checking, card] };
  const categories = { ids: [...home.categories.values()].slice(0, PAGE) };
  return [
    {
      name: 'list of 50',
      processes: ['transactions'],
      once: () => sdk.transactions.listTransactions({ pageSize: PAGE }),
    },
    {
      name: 'batch get of categories',
      processes: ['categories'],
      once: () => sdk.categories.batchGetCategories(categories),
    },
    { name: 'batch get of accounts', processes: ['accounts'], once: () => sdk.accounts.batchGetAccounts(accounts) },
    {
      name: 'GraphQL list with two links',
      processes: ['mesh', 'transactions', 'accounts', 'categories'],
      once: () => person.graphql(LIST),
    },
    {
      name: 'create',
      processes: ['transactions', 'accounts', 'budgets', 'reports'],
      once: () =>
        sdk.transactions.createTransaction({
          householdId,
          requestId: randomUUID(),
          transaction: purchase({ checking, groceries }),
        }),
    },
  ];
}
