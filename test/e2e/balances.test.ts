/** Balances exclude future transactions everywhere, which are shown separately, and reports use one vocabulary. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import { until } from '#infra/local/demo/api-client.ts';
import { money } from '#kit/values/money.ts';
import { at, eur, newHousehold, spend, today } from './household.ts';
import { onPage, shoot, signIn } from './page.ts';

type Household = Awaited<ReturnType<typeof newHousehold>>;

/** 1,000.00, −100.00 today, −400.00 next month; a savings account that opens next year; and a dollar spent without a rate. */
async function begin(): Promise<Household & { later: string }> {
  const household = await newHousehold('future');
  const { person, checking, categories } = household;
  const open = (name: string, openingBalance: ReturnType<typeof money>, openingDate: string) =>
    person.accounts.createAccount({
      account: { name, type: AccountType.SAVINGS, openingBalance, openingDate },
      requestId: randomUUID(),
    });
  const later = await open('Savings', eur(500_000n), today.add({ years: 1 }).toString());
  const dollars = await open('Dollars', money('USD', 0n), today.with({ day: 1 }).toString());
  const groceries = categories.get('Groceries')!;
  await spend(person, { accountId: checking, categoryId: groceries, minorUnits: -10_000n, payee: 'Market' });
  await spend(person, {
    accountId: checking,
    categoryId: groceries,
    minorUnits: -40_000n,
    payee: 'Insurance',
    postingDate: today.add({ months: 1 }).toString(),
  });
  const amount = money('USD', -1_200n);
  const transaction = {
    accountId: dollars.account!.id,
    postingDate: today.toString(),
    payee: 'Diner',
    amount,
    lines: [{ categoryId: groceries, amount }],
  };
  await person.transactions.createTransaction({ transaction, requestId: randomUUID() });
  return { ...household, later: later.account!.id };
}

test('balances of API, GraphQL and net worth exclude future transactions', async () => {
  const { person, checking, later } = await begin();
  const balancesOf = async (asOfDate = '') => {
    const { balances } = await person.accounts.batchGetBalances({ ids: [checking, later], asOfDate });
    return [checking, later].map((id) => {
      const one = balances.find(({ accountId }) => accountId === id)!;
      return [one.balance!.minorUnits, one.future!.minorUnits, one.futureCount];
    });
  };
  const now = [
    [90_000n, -40_000n, 1],
    [0n, 500_000n, 0],
  ];
  await until('all transactions', async () => (await balancesOf())[0]![1] === -40_000n);
  assert.deepEqual(await balancesOf(), now);
  const nextYear = today.add({ years: 2 }).toString();
  assert.deepEqual(
    (await balancesOf(nextYear)).map(([balance]) => balance),
    [50_000n, 500_000n],
  );
  const worth = await until('net worth', async () => {
    const range = { fromDate: today.toString(), toDate: today.toString() };
    const { points } = await person.reports.getNetWorth(range);
    return points.at(-1)?.netWorth?.minorUnits === 90_000n && points;
  });
  assert.equal(worth.at(-1)!.netWorth!.minorUnits, 90_000n);
  const { batchGetAccounts } = await person.graphql<{ batchGetAccounts: { accounts: object[] } }>(
    `query ($id: ID!, $later: String!) { batchGetAccounts(ids: [$id]) { accounts {
      balance { balance { minorUnits } asOfDate } later: balance(asOfDate: $later) { balance { minorUnits } asOfDate } } } }`,
    { id: checking, later: nextYear },
  );
  assert.deepEqual(batchGetAccounts.accounts, [
    {
      balance: { balance: { minorUnits: '90000' }, asOfDate: today.toString() },
      later: { balance: { minorUnits: '50000' }, asOfDate: nextYear },
    },
  ]);
});

test('sidebar, pages and register show today’s balance and future transactions separately', async () => {
  const { email } = await begin();
  await onPage('balances', async (page) => {
    await signIn(page, email);
    await sidebar(page);
    await accountsPage(page);
    await register(page);
    await reports(page);
  });
});

const account = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name });

async function sidebar(page: Page): Promise<void> {
  await account(page, 'Checking').getByText('€900.00').waitFor();
  await account(page, 'Checking').getByText('after 1 future entry').waitFor();
  await account(page, 'Checking').getByText('€500.00').waitFor();
  await account(page, 'Savings').getByText('€0.00').waitFor();
  await account(page, 'Savings').getByText('once it opens').waitFor();
  await page.getByRole('region', { name: 'Net worth' }).getByText('€900.00').first().waitFor();
  await page.getByText(/^Spending without a rate, not counted:/).waitFor();
  await inAllLooks(page, 'balances-overview');
}

async function accountsPage(page: Page): Promise<void> {
  await page.goto(`${at.urls.web}/accounts`);
  const daily = page.getByRole('region', { name: 'Everyday accounts' });
  await daily.getByText('€900.00').first().waitFor();
  await daily.getByText('after 1 future entry').waitFor();
  await page.getByRole('region', { name: 'Savings and investments' }).getByText('once it opens').waitFor();
  await inAllLooks(page, 'balances-accounts');
}

async function register(page: Page): Promise<void> {
  await account(page, 'Checking').click();
  await page.getByRole('heading', { name: 'Checking' }).waitFor();
  const rows = page.getByRole('table', { name: 'Transactions' }).getByRole('row');
  // Future entries come first; the running balance ends at the balance over all dates.
  await rows.filter({ hasText: 'Insurance' }).getByText('€500.00').waitFor();
  await rows.filter({ hasText: 'Market' }).getByText('€900.00').waitFor();
  await inAllLooks(page, 'balances-register');
}

async function reports(page: Page): Promise<void> {
  await page.goto(`${at.urls.web}/reports`);
  await page.getByText('Income and spending', { exact: true }).waitFor();
  assert.equal(await page.getByText(/cash flow/i).count(), 0);
  await page.getByText('Income less spending without a rate, not counted:').waitFor();
  await inAllLooks(page, 'balances-income');
  await page.getByText('Spending', { exact: true }).first().click();
  await page.getByText(/^Spending without a rate, not counted:/).waitFor();
  await page.getByText('US$12.00', { exact: true }).waitFor();
  await inAllLooks(page, 'balances-spending');
}

/** Pictures by day and by night, on a screen and on a phone. */
async function inAllLooks(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const [width, height] of [
      [1280, 900],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      await shoot(page, `${name}-${colorScheme}-${width}`);
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 900 });
}
