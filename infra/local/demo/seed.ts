/** Loads the demo household through the public API, as a user would: registers, verifies, enters everything. */
import { randomUUID } from 'node:crypto';
import { AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import { PeriodUnit, Rollover } from '#gen/melo/budgets/v1/budget_pb.ts';
import { addresses, demoUser } from '../addresses.ts';
import { type ApiClient, signUp, until } from './api-client.ts';
import { plan } from './plan.ts';
import { enterSchedules } from './schedules.ts';

const BATCH = 200;
const CURRENCY = 'EUR';

const at = addresses();
const person = await signUp(at, {
  ...demoUser,
  name: 'Alex Demo',
  locale: 'en',
  timeZone: 'Europe/Berlin',
  baseCurrency: CURRENCY,
});
const today = Temporal.Now.plainDateISO('Europe/Berlin');
const planned = plan(today);
const categories = await categoryIds(person);
const accounts = await openAccounts(person, planned.first);
await enter(person);
await setBudget(person);
await enterSchedules(person, { accountId: accounts.checking, categories, currencyCode: CURRENCY, today });
console.log(
  `the demo household has ${planned.transactions.length} transactions and ${planned.transfers.length} transfers`,
);
process.exit(0);

/** Ids of the default categories by name; they come with the household within moments. */
async function categoryIds({ categories: client }: ApiClient): Promise<Map<string, string>> {
  return until('the default categories', async () => {
    const { categories: all } = await client.listCategories({ pageSize: 200 });
    return all.length > 0 && new Map(all.map(({ name, id }) => [name, id]));
  });
}

async function openAccounts({ accounts: client }: ApiClient, openingDate: string) {
  const open = async (name: string, type: AccountType, minorUnits: bigint, institution: string) => {
    const account = { name, type, institution, openingDate, openingBalance: { currencyCode: CURRENCY, minorUnits } };
    return (await client.createAccount({ account, requestId: randomUUID() })).account!.id;
  };
  return {
    checking: await open('Checking', AccountType.CHECKING, 184_250n, 'Sparbank'),
    card: await open('Credit card', AccountType.CREDIT_CARD, 0n, 'Sparbank'),
    savings: await open('Savings', AccountType.SAVINGS, 650_000n, 'Sparbank'),
    cash: await open('Wallet', AccountType.CASH, 6_000n, ''),
  };
}

async function enter({ transactions: client }: ApiClient): Promise<void> {
  const all = planned.transactions
    .toSorted((a, b) => (a.date < b.date ? -1 : 1))
    .map(({ account, date, minorUnits, payee, category }) => {
      const amount = { currencyCode: CURRENCY, minorUnits };
      return {
        accountId: accounts[account],
        postingDate: date,
        amount,
        payee,
        lines: [{ categoryId: categories.get(category)!, amount }],
      };
    });
  for (let i = 0; i < all.length; i += BATCH) {
    await client.batchCreateTransactions({ transactions: all.slice(i, i + BATCH), requestId: randomUUID() });
  }
  for (const { from, to, date, minorUnits, note } of planned.transfers) {
    await client.createTransfer({
      fromAccountId: accounts[from],
      toAccountId: accounts[to],
      postingDate: date,
      amount: { currencyCode: CURRENCY, minorUnits },
      note,
      requestId: randomUUID(),
    });
  }
}

async function setBudget({ budgets: client }: ApiClient): Promise<void> {
  const line = (name: string, minorUnits: bigint, rollover: Rollover, ...names: string[]) => ({
    name,
    categoryIds: names.map((category) => categories.get(category)!),
    limit: { currencyCode: CURRENCY, minorUnits },
    rollover,
    thresholdPercents: [80, 100],
  });
  const budget = {
    name: 'Monthly budget',
    currencyCode: CURRENCY,
    period: { unit: PeriodUnit.MONTH, count: 1, anchorDate: '2020-01-01' },
    startDate: today.with({ day: 1 }).subtract({ months: 3 }).toString(),
    lines: [
      line('Groceries', 45_000n, Rollover.NONE, 'Groceries'),
      line('Eating out', 20_000n, Rollover.NONE, 'Restaurants', 'Coffee'),
      line('Home', 120_000n, Rollover.NONE, 'Home'),
      line('Transport', 22_000n, Rollover.NONE, 'Transport'),
      line('Leisure', 9_000n, Rollover.SURPLUS, 'Leisure'),
      line('Shopping', 18_000n, Rollover.ALL, 'Shopping'),
    ],
  };
  await client.createBudget({ budget, requestId: randomUUID() });
}
