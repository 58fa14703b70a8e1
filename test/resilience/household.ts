/** A household under load: it writes at random and keeps its own books of what was acknowledged. */
import { randomUUID } from 'node:crypto';
import { AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import type { Budget } from '#gen/melo/budgets/v1/budget_pb.ts';
import { type ApiClient, dropMails, signUp, until } from '#infra/local/demo/api-client.ts';
import { topics } from '#infra/topology.ts';
import { eur, openAccount, PASSWORD } from '../e2e/household.ts';
import { endsOf } from './caught-up.ts';
import { type Entry, record, type State, write } from './household-writes.ts';
import { CALL, persist } from './persist.ts';
import { at } from './stack.ts';

export const OPENING = 500_000n;
export const LIMIT = 100_000n;
export const THRESHOLDS = [20, 50, 80, 100] as const;
/** Topics that an audit replays. */
const AUDITED = [topics.transaction, topics.budget];
export const CATEGORIES = ['Groceries', 'Restaurants', 'Fuel'] as const;

export type Household = Awaited<ReturnType<typeof openHousehold>>;

/** A registered user with two accounts and one budget line for each of three categories. */
export async function openHousehold(next: () => number) {
  const since = await endsOf(AUDITED);
  const email = `faults.${randomUUID().slice(0, 8)}@example.com`;
  const profile = { locale: 'en', timeZone: 'Europe/Berlin', baseCurrency: 'EUR' };
  const person = await signUp(at, { email, password: PASSWORD, name: 'Robin Faults', ...profile });
  const accounts = [
    await openAccount(person, 'Checking', AccountType.CHECKING, OPENING),
    await openAccount(person, 'Card', AccountType.CREDIT_CARD, OPENING),
  ];
  const categories = await categoriesOf(person);
  const budget = await createBudget(person, categories);
  const books = new Map<string, Entry>();
  const state: State = { next, person, accounts, categories, books, deleted: new Map(), legs: new Map() };
  return {
    id: budget.householdId,
    person,
    email,
    accounts,
    categories,
    budgetId: budget.id,
    /** Everything that was acknowledged, by transaction ID. */
    books: books as ReadonlyMap<string, Entry>,
    /** End of each topic that an audit replays, before this household existed. */
    since,
    /** Deletes the household, so that every service erases its part, and its mails, of which the catcher keeps a limited number. */
    async end(): Promise<void> {
      const request = { id: budget.householdId, requestId: randomUUID() };
      await persist('end', () => person.households.deleteHousehold(request, CALL));
      await dropMails(at, email);
    },
    /** Exceeds every threshold of its first category. */
    overspend: () => record(state, { account: accounts[0]!, category: categories[0]!, minorUnits: -LIMIT - 1n }),
    /** Makes one random write, acknowledged before it returns. */
    write: () => write(state),
  };
}

/** IDs of the watched categories, once the default categories were created. */
async function categoriesOf(person: ApiClient): Promise<string[]> {
  const byName = await until('the default categories', async () => {
    const { categories } = await persist('list categories', () =>
      person.categories.listCategories({ pageSize: 200 }, CALL),
    );
    const found = new Map(categories.map(({ name, id }) => [name, id]));
    return CATEGORIES.every((name) => found.has(name)) ? found : undefined;
  });
  return CATEGORIES.map((name) => byName.get(name)!);
}

async function createBudget(person: ApiClient, categories: readonly string[]): Promise<Budget> {
  const lines = categories.map((id, i) => ({
    name: CATEGORIES[i]!,
    categoryIds: [id],
    limit: eur(LIMIT),
    thresholdPercents: [...THRESHOLDS],
  }));
  const request = { budget: { name: 'Household', currencyCode: 'EUR', lines }, requestId: randomUUID() };
  return (await persist('budget', () => person.budgets.createBudget(request, CALL))).budget!;
}
