/** A household under load: it creates, changes, deletes and transfers, and keeps its own books of what was acknowledged. */
import { randomUUID } from 'node:crypto';
import { AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import { dropMails, signUp } from '#infra/local/demo/api-client.ts';
import { between } from '#infra/local/demo/random.ts';
import { topics } from '#infra/topology.ts';
import { eur, openAccount, PASSWORD, today } from '../e2e/household.ts';
import { endsOf } from './caught-up.ts';
import { CALL, persist } from './persist.ts';
import { at } from './stack.ts';

export const OPENING = 500_000n;
export const LIMIT = 100_000n;
export const THRESHOLDS = [20, 50, 80, 100] as const;
/** Topics that an audit replays. */
const AUDITED = [topics.transaction, topics.budget];
export const CATEGORIES = ['Groceries', 'Restaurants', 'Fuel'] as const;

/** One acknowledged transaction; a leg of a transfer has no category. */
export type Entry = { readonly account: string; readonly category: string; readonly minorUnits: bigint };
export type Household = Awaited<ReturnType<typeof openHousehold>>;

/** A registered person with two accounts and one budget line for each of three categories. */
export async function openHousehold(next: () => number) {
  const since = await endsOf(AUDITED);
  const email = `faults.${randomUUID().slice(0, 8)}@example.com`;
  const profile = { locale: 'en', timeZone: 'Europe/Berlin', baseCurrency: 'EUR' };
  const person = await signUp(at, { email, password: PASSWORD, name: 'Robin Faults', ...profile });
  const { transactions } = person;
  const accounts = [
    await openAccount(person, 'Checking', AccountType.CHECKING, OPENING),
    await openAccount(person, 'Card', AccountType.CREDIT_CARD, OPENING),
  ];
  const byName = await persist('default categories', async () => {
    const { categories } = await person.categories.listCategories({ pageSize: 200 }, CALL);
    return new Map(categories.map(({ name, id }) => [name, id]));
  });
  const categories = CATEGORIES.map((name) => byName.get(name)!);
  const lines = categories.map((id, i) => ({
    name: CATEGORIES[i]!,
    categoryIds: [id],
    limit: eur(LIMIT),
    thresholdPercents: [...THRESHOLDS],
  }));
  const budget = { name: 'Household', currencyCode: 'EUR', lines };
  const requestId = randomUUID();
  const { budget: made } = await persist('budget', () => person.budgets.createBudget({ budget, requestId }, CALL));
  const books = new Map<string, Entry>();
  const deleted = new Map<string, Entry>();
  /** The other leg of a transfer. */
  const legs = new Map<string, string>();
  const some = <Item>(items: readonly Item[]): Item => items[between(next, 0, items.length - 1)]!;

  const create = () =>
    record({ account: some(accounts), category: some(categories), minorUnits: -BigInt(between(next, 1, 4_000)) });

  async function record(entry: Entry): Promise<void> {
    const request = { transaction: wire(entry), requestId: randomUUID() };
    const { transaction } = await persist('create', () => transactions.createTransaction(request, CALL));
    books.set(transaction!.id, entry);
  }

  async function update(id: string, before: Entry): Promise<void> {
    const entry = { ...before, category: some(categories), minorUnits: -BigInt(between(next, 1, 4_000)) };
    const transaction = { ...wire(entry), id };
    const request = { id, transaction, updateMask: { paths: ['amount', 'lines'] }, requestId: randomUUID() };
    await persist('update', () => transactions.updateTransaction(request, CALL));
    books.set(id, entry);
  }

  async function remove(id: string): Promise<void> {
    const request = { id, requestId: randomUUID() };
    await persist('delete', () => transactions.deleteTransaction(request, CALL));
    // A transfer goes as a whole.
    const other = legs.get(id);
    if (other) books.delete(other);
    else deleted.set(id, books.get(id)!);
    books.delete(id);
  }

  async function restore(id: string, entry: Entry): Promise<void> {
    const request = { id, requestId: randomUUID() };
    await persist('restore', () => transactions.restoreTransaction(request, CALL));
    books.set(id, entry);
    deleted.delete(id);
  }

  async function transfer(): Promise<void> {
    const [from, to] = next() < 0.5 ? accounts : accounts.toReversed();
    const minorUnits = BigInt(between(next, 1, 10_000));
    const accountIds = { fromAccountId: from!, toAccountId: to! };
    const request = { ...accountIds, postingDate: today.toString(), amount: eur(minorUnits), requestId: randomUUID() };
    const answer = await persist('transfer', () => transactions.createTransfer(request, CALL));
    const made = [answer.fromTransaction!, answer.toTransaction!];
    for (const [i, leg] of made.entries()) {
      books.set(leg.id, { account: leg.accountId, category: '', minorUnits: leg.amount!.minorUnits });
      legs.set(leg.id, made[1 - i]!.id);
    }
  }

  return {
    id: made!.householdId,
    person,
    email,
    accounts,
    categories,
    budgetId: made!.id,
    /** Everything that was acknowledged, by transaction id. */
    books: books as ReadonlyMap<string, Entry>,
    /** Where each topic that an audit replays ended before this household was there. */
    since,
    /** Deletes the household: every service erases its part; and its mails, of which the catcher keeps a limited number. */
    async end(): Promise<void> {
      const request = { id: made!.householdId, requestId: randomUUID() };
      await persist('end', () => person.households.deleteHousehold(request, CALL));
      await dropMails(at, email);
    },
    /** Passes every threshold of its first category. */
    async overspend(): Promise<void> {
      await record({ account: accounts[0]!, category: categories[0]!, minorUnits: -LIMIT - 1n });
    },
    /** One write, acknowledged before it returns. */
    async act(): Promise<void> {
      const dice = next();
      const [id, entry] = some([...books].filter(([one]) => !legs.has(one))) ?? [];
      const [leg] = some([...books.keys()].filter((one) => legs.has(one)).map((one) => [one])) ?? [];
      const [gone, was] = some([...deleted]) ?? [];
      if (dice < 0.15) await transfer();
      else if (leg && dice < 0.18) await remove(leg);
      else if (id && entry && dice < 0.35) await update(id, entry);
      else if (id && dice < 0.45) await remove(id);
      else if (gone && was && dice < 0.5) await restore(gone, was);
      else await create();
    },
  };
}

const wire = ({ account, category, minorUnits }: Entry) => ({
  accountId: account,
  postingDate: today.toString(),
  payee: 'Market',
  amount: eur(minorUnits),
  lines: [{ categoryId: category, amount: eur(minorUnits) }],
});
