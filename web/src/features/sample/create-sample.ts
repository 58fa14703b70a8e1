/** Creates a sample household by the same calls that a user makes. One that cannot be completed is deleted again. */
import { createClient } from '@connectrpc/connect';
import { AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { Rollover } from '#gen/melo/budgets/v1/budget_pb.ts';
import { BudgetService } from '#gen/melo/budgets/v1/budget_service_pb.ts';
import type { Category } from '#gen/melo/categories/v1/category_pb.ts';
import { CategoryService } from '#gen/melo/categories/v1/category_service_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import type { Household } from '#gen/melo/users/v1/household_pb.ts';
import { HouseholdService } from '#gen/melo/users/v1/household_service_pb.ts';
import { exponentOf } from '#kit/values/money.ts';
import { write } from '../../api/mutations.ts';
import { renewMemberships } from '../../api/session/session.ts';
import { transport } from '../../api/transport.ts';
import { firstDay, monthOf } from '../../i18n/dates.ts';
import { languageOf } from '../../i18n/language.ts';
import { text } from '../../i18n/text.ts';
import { removeHousehold } from '../household/remove-household.ts';
import { SAMPLE_NAMES } from './sample-names.ts';
import { type SampleEntry, sampleEntries, sampleLimits, sampleStart } from './sample-plan.ts';

const PAGE_ROWS = 200;
/** Default categories follow a new household through its event. */
const WAIT_MS = 30_000;
const POLL_MS = 250;

type Model = Pick<Household, 'baseCurrency' | 'timeZone' | 'locale'>;

/** The ID of the new household, with the currency and time zone of the `model`. */
export async function createSample(model: Model, today: string): Promise<string> {
  const { baseCurrency, timeZone, locale } = model;
  const name = SAMPLE_NAMES[languageOf(locale)];
  const { household } = await write(
    HouseholdService.method.createHousehold,
    { household: { name, baseCurrency, timeZone, locale } },
    'people',
  );
  const { id } = household!;
  try {
    // The current token does not name the new household.
    await renewMemberships();
    await fill(household!, today);
  } catch (error) {
    await removeHousehold(id);
    throw error;
  }
  return id;
}

async function fill(household: Household, today: string): Promise<void> {
  const money = moneyIn(household.baseCurrency);
  const categories = await defaultCategories(household.id);
  const accounts = await openAccounts(household, today, money);
  const entries = sampleEntries(today, languageOf(household.locale));
  const transactions = entries.map((entry) => transactionOf(entry, { accounts, categories, money }));
  await write(
    TransactionService.method.batchCreateTransactions,
    { householdId: household.id, transactions },
    'transactions',
  );
  const lines = sampleLimits.map(([symbol, cents]) => {
    const { id, name } = categories.get(symbol)!;
    return { name, categoryIds: [id], limit: money(cents), rollover: Rollover.NONE, thresholdPercents: [80, 100] };
  });
  const budget = {
    name: text('budget.monthly-budget'),
    currencyCode: household.baseCurrency,
    startDate: firstDay(monthOf(today)),
    lines,
  };
  await write(BudgetService.method.createBudget, { householdId: household.id, budget }, 'budgets');
}

type Money = { readonly currencyCode: string; readonly minorUnits: bigint };

/** Hundredths as amounts of the currency. One without decimals has smaller units: a hundred of them stand for one. */
function moneyIn(currencyCode: string): (cents: number) => Money {
  const factor = 10n ** BigInt(Math.max(0, exponentOf(currencyCode) - 2));
  return (cents) => ({ currencyCode, minorUnits: BigInt(cents) * factor });
}

async function openAccounts({ id: householdId }: Household, today: string, money: (cents: number) => Money) {
  const open = async (type: AccountType, name: string, cents: number) => {
    const account = { type, name, openingDate: sampleStart(today), openingBalance: money(cents) };
    const response = await write(AccountService.method.createAccount, { householdId, account }, 'accounts');
    return response.account!.id;
  };
  return {
    checking: await open(AccountType.CHECKING, text('accounts.checking'), 184_250),
    card: await open(AccountType.CREDIT_CARD, text('accounts.credit-card'), 0),
  };
}

type SampleParts = {
  readonly accounts: Readonly<Record<SampleEntry['account'], string>>;
  readonly categories: ReadonlyMap<string, Category>;
  readonly money: (cents: number) => Money;
};

function transactionOf(
  { account, date, cents, payee, symbol }: SampleEntry,
  { accounts, categories, money }: SampleParts,
) {
  const amount = money(cents);
  const lines = [{ categoryId: categories.get(symbol)!.id, amount }];
  return { accountId: accounts[account], postingDate: date, payee, amount, lines };
}

/** The default categories of a new household by their symbols. */
async function defaultCategories(householdId: string): Promise<ReadonlyMap<string, Category>> {
  const client = createClient(CategoryService, transport);
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const { categories } = await client.listCategories({ householdId, pageSize: PAGE_ROWS });
    if (categories.length > 0) return new Map(categories.map((category) => [category.icon, category]));
    if (Date.now() > deadline) throw new Error(`The household ${householdId} has no categories yet.`);
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
}
