/** What several tests start with: a user with a household, its default categories and two accounts. */
import { randomUUID } from 'node:crypto';
import { AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import { addresses } from '#infra/local/addresses.ts';
import { type ApiClient, signUp, until } from '#infra/local/demo/api-client.ts';
import { money } from '#kit/values/money.ts';

export const at = addresses();
export const PASSWORD = 'seven quiet otters read maps';

/** Today in the household's zone, and days around it. */
export const today = Temporal.Now.plainDateISO('Europe/Berlin');

export const eur = (minorUnits: bigint) => money('EUR', minorUnits);

export async function newHousehold(name: string, locale = 'en-GB') {
  const email = `${name}.${randomUUID().slice(0, 8)}@example.com`;
  const person = await signUp(at, {
    email,
    password: PASSWORD,
    name,
    locale,
    timeZone: 'Europe/Berlin',
    baseCurrency: 'EUR',
  });
  const categories = await until('the default categories', async () => {
    const all = (await person.categories.listCategories({ pageSize: 200 })).categories;
    return all.length > 0 && new Map(all.map((category) => [category.name, category.id]));
  });
  const checking = await openAccount(person, 'Checking', AccountType.CHECKING, 100_000n);
  const card = await openAccount(person, 'Card', AccountType.CREDIT_CARD, 0n);
  return { person, email, categories, checking, card };
}

export async function openAccount(
  { accounts }: ApiClient,
  name: string,
  type: AccountType,
  opening: bigint,
): Promise<string> {
  const openingDate = today.subtract({ years: 1 }).toString();
  const account = { name, type, openingDate, openingBalance: eur(opening) };
  return (await accounts.createAccount({ account, requestId: randomUUID() })).account!.id;
}

type Spending = {
  readonly accountId: string;
  readonly categoryId: string;
  /** Negative for money out. */
  readonly minorUnits: bigint;
  readonly payee: string;
  /** Today by default. */
  readonly postingDate?: string;
};

/** Creates a transaction with one line and returns it. */
export async function spend(
  { transactions }: ApiClient,
  { accountId, categoryId, minorUnits, payee, postingDate = today.toString() }: Spending,
) {
  const transaction = {
    accountId,
    postingDate,
    payee,
    amount: eur(minorUnits),
    lines: [{ categoryId, amount: eur(minorUnits) }],
  };
  return (await transactions.createTransaction({ transaction, requestId: randomUUID() })).transaction!;
}

/** Balances by account, in minor units. */
export async function balances({ accounts }: ApiClient, ...ids: string[]): Promise<bigint[]> {
  const { balances: found } = await accounts.batchGetBalances({ ids });
  return ids.map((id) => found.find(({ accountId }) => accountId === id)!.balance!.minorUnits);
}
