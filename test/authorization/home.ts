/** Two households that know nothing of each other, and what one of them has, for its owner to look whether it is still so. */
import { randomUUID } from 'node:crypto';
import { type ApiClient, until } from '#infra/local/demo/api-client.ts';
import { eur, newHousehold, spend } from '../e2e/household.ts';
import { type Home, mapping, statement } from './cases.ts';

export type Inhabited = {
  readonly home: Home;
  readonly person: ApiClient /** All of it, as one text. */;
  look(): Promise<string>;
};

/** A household with one of every resource, settled: nothing of it is still under way. */
export async function inhabit(name: string): Promise<Inhabited> {
  const { person, email, categories, checking, card } = await newHousehold(name);
  const category = categories.get('Groceries')!;
  const request = () => ({ requestId: randomUUID() });
  const [household] = (await person.households.listHouseholds({})).households;
  const transaction = await spend(person, checking, category, -700n, 'Market');
  const deleted = await spend(person, checking, category, -900n, 'Kiosk');
  await person.transactions.deleteTransaction({ id: deleted.id, ...request() });
  const { import: imported } = await person.imports.commitImport({
    accountId: card,
    ...statement,
    mapping,
    ...request(),
  });
  const lines = [{ name: 'Food', categoryIds: [category], limit: eur(90_000n) }];
  const budget = await until('the categories in budgets', () =>
    person.budgets.createBudget({ budget: { name: 'Household', currencyCode: 'EUR', lines }, ...request() }).then(
      (made) => made.budget,
      () => undefined,
    ),
  );
  const welcome = await until(
    'a notification',
    async () => (await person.notifications.listNotifications({})).notifications[0],
  );
  const home = {
    household: household!.id,
    user: household!.members[0]!.userId,
    email,
    account: checking,
    card,
    category,
    budget: budget.id,
    transaction: transaction.id,
    deleted: deleted.id,
    import: imported!.id,
    notification: welcome.id,
  };
  const look = () => everythingOf(person);
  await until('the figures of the household', async () => {
    const { balances } = await person.accounts.batchGetBalances({ ids: [checking, card] });
    return balances.map(({ balance }) => balance!.minorUnits).join() === '99300,-1234';
  });
  return { home, person, look };
}

/** What a household is: every resource with its etag, what its accounts hold, and what its owner was told. */
async function everythingOf(person: ApiClient): Promise<string> {
  const all = { pageSize: 200 };
  const { accounts } = await person.accounts.listAccounts(all);
  const parts = await Promise.all([
    person.users.getMe({}),
    person.households.listHouseholds({}),
    person.categories.listCategories(all),
    accounts,
    person.accounts.batchGetBalances({ ids: accounts.map(({ id }) => id) }),
    person.transactions.listTransactions(all),
    person.imports.listImports(all),
    person.budgets.listBudgets(all),
    person.notifications.listNotifications(all),
  ]);
  return JSON.stringify(
    parts,
    // When it was read, or which event it counted last, is no part of what it is.
    (key, value) => (/^asOf(Sequence|Time)$/.test(key) ? 0 : typeof value === 'bigint' ? `${value}` : value),
    1,
  );
}
