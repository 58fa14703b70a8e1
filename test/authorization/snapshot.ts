/** Households with resources, and a snapshot of all that one has, to compare before and after an attack. */
import { randomUUID } from 'node:crypto';
import { type ApiClient, until } from '#infra/local/demo/api-client.ts';
import { eur, newHousehold, spend } from '../e2e/household.ts';
import { type Home, mapping, rent, statement } from './resources.ts';

export type Inhabited = {
  readonly home: Home;
  readonly person: ApiClient;
  /** All of it, as one text. */
  look(): Promise<string>;
};

/** A household with one of every resource, when all events of it are applied. */
export async function inhabit(name: string): Promise<Inhabited> {
  const { person, email, categories, checking: account, card } = await newHousehold(name);
  const category = categories.get('Groceries')!;
  const [household] = (await person.households.listHouseholds({})).households;
  const ids = {
    household: household!.id,
    user: household!.members[0]!.userId,
    email,
    account,
    card,
    category,
    ...(await createTransactions(person, account, category)),
    import: await importStatement(person, card),
    schedule: await createSchedule(person, account),
    budget: await createBudget(person, category),
  };
  const welcome = await until(
    'a notification',
    async () => (await person.notifications.listNotifications({})).notifications[0],
  );
  await until('the figures of the household', async () => {
    const { balances } = await person.accounts.batchGetBalances({ ids: [account, card] });
    return balances.map(({ balance }) => balance!.minorUnits).join() === '99300,-1234';
  });
  return { home: { ...ids, notification: welcome.id }, person, look: () => everythingOf(person) };
}

const requestId = () => randomUUID();

async function createTransactions(person: ApiClient, accountId: string, categoryId: string) {
  const transaction = await spend(person, { accountId, categoryId, minorUnits: -700n, payee: 'Market' });
  const deleted = await spend(person, { accountId, categoryId, minorUnits: -900n, payee: 'Kiosk' });
  await person.transactions.deleteTransaction({ id: deleted.id, requestId: requestId() });
  return { transaction: transaction.id, deleted: deleted.id };
}

async function importStatement(person: ApiClient, accountId: string): Promise<string> {
  const request = { accountId, ...statement, mapping, requestId: requestId() };
  return (await person.imports.commitImport(request)).import!.id;
}

async function createSchedule(person: ApiClient, accountId: string): Promise<string> {
  const { schedule } = await person.schedules.createSchedule({ schedule: rent(accountId), requestId: requestId() });
  return schedule!.id;
}

async function createBudget(person: ApiClient, categoryId: string): Promise<string> {
  const lines = [{ name: 'Food', categoryIds: [categoryId], limit: eur(90_000n) }];
  const budget = { name: 'Household', currencyCode: 'EUR', lines };
  return until('the categories in budgets', () =>
    person.budgets.createBudget({ budget, requestId: requestId() }).then(
      (created) => created.budget!.id,
      () => undefined,
    ),
  );
}

/** Every resource with its etag, the balances, and the owner's notifications. */
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
    person.schedules.listSchedules(all),
    person.budgets.listBudgets(all),
    person.notifications.listNotifications(all),
  ]);
  return JSON.stringify(
    parts,
    // The time of reading and the last counted event are not part of the resources.
    (key, value) => (/^asOf(Sequence|Time)$/.test(key) ? 0 : typeof value === 'bigint' ? `${value}` : value),
    1,
  );
}
