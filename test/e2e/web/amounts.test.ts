/** Amounts are never cut, whatever their currency and however long: on every page, wide and on a phone. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import { Rollover } from '#gen/melo/budgets/v1/budget_pb.ts';
import { type ApiClient, signUp, until } from '#infra/local/demo/api-client.ts';
import { money } from '#kit/values/money.ts';
import { de } from '../../../web/src/i18n/messages/de/index.ts';
import { en } from '../../../web/src/i18n/messages/en/index.ts';
import type { Messages } from '../../../web/src/i18n/messages/message-id.ts';
import { at, PASSWORD, today } from '../household.ts';
import { onPage, shoot, signIn } from '../page.ts';

/** Sixteen digits before the decimals, where the contract allows them: 10^18 minor units at most. */
const LONG: Readonly<Record<string, bigint>> = {
  IDR: 123_456_789_012_345_600n,
  VND: 1_234_567_890_123_456n,
  KRW: 9_876_543_210_987_654n,
  KWD: 123_456_789_012_345_678n,
};
const PATHS = [
  '/',
  '/accounts',
  '/budget',
  '/reports',
  '/reports?report=spending',
  '/reports?report=net-worth',
  '/import',
];
const WIDTHS = [1280, 390];

for (const [locale, messages, currencies] of [
  ['en-GB', en, Object.keys(LONG)],
  ['de-DE', de, ['IDR', 'KWD']],
] as const)
  test(`no amount is cut and no page scrolls sideways (${locale})`, async () => {
    for (const currency of currencies) {
      const email = await richHousehold(currency, locale);
      await onPage(`amounts-${currency}-${locale}`, (page) => seesWholeAmounts(page, email, { currency, messages }));
    }
  });

type Story = { readonly currency: string; readonly messages: Messages };

async function seesWholeAmounts(page: Page, email: string, { currency, messages }: Story): Promise<void> {
  const found: string[] = [];
  await signIn(page, email, messages);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const path of PATHS) {
      await page.goto(at.urls.web + path);
      await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
      await page.locator('[aria-busy="true"], .mantine-Skeleton-root').first().waitFor({ state: 'detached' });
      if (path !== '/import') await page.locator('main [data-amount]').first().waitFor();
      await shoot(page, `amounts-${currency}-${messages['app.overview']}-${width}-${path.replaceAll(/\W/g, '-')}`);
      found.push(...(await cutAmounts(page)).map((one) => `${currency} ${width} ${path}: ${one}`));
    }
    if (width === 390) await hasTheWholeAmount(page);
  }
  assert.deepEqual(found, []);
}

/** What is wrong with the amounts that are shown, and whether the page scrolls sideways. */
function cutAmounts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const amounts = [...document.querySelectorAll<HTMLElement>('[data-amount]')].filter((one) => one.offsetParent);
    for (const amount of amounts) {
      const { left, right } = amount.getBoundingClientRect();
      for (let around = amount.parentElement; around; around = around.parentElement) {
        const edges = around.getBoundingClientRect();
        if (left >= edges.left - 1 && right <= edges.right + 1) continue;
        found.push(`"${amount.textContent}" leaves ${around.tagName} ${around.className}`);
        break;
      }
    }
    const boxes = amounts.map((amount) => ({ amount, box: amount.getBoundingClientRect() }));
    for (const [i, { amount, box }] of boxes.entries())
      for (const other of boxes.slice(i + 1)) {
        const isApart =
          box.right <= other.box.left + 1 ||
          other.box.right <= box.left + 1 ||
          box.bottom <= other.box.top + 1 ||
          other.box.bottom <= box.top + 1;
        if (!isApart && !amount.closest('nav, header')) found.push(`"${amount.textContent}" is covered`);
      }
    for (const label of document.querySelectorAll('svg.recharts-surface text')) {
      const [inner, outer] = [label.getBoundingClientRect(), label.closest('svg')!.getBoundingClientRect()];
      if (inner.left < outer.left - 1 || inner.right > outer.right + 1) found.push(`"${label.textContent}" is cut`);
    }
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth - clientWidth} px too wide`);
    return found;
  });
}

/** A compact amount names the whole one to whoever points at it. */
async function hasTheWholeAmount(page: Page): Promise<void> {
  await page.goto(`${at.urls.web}/`);
  const compact = page.locator('main [data-fit="compact"] > [aria-hidden]').first();
  if ((await compact.count()) === 0) return;
  const whole = await compact.locator('..').textContent();
  await compact.hover();
  const tip = page.getByRole('tooltip');
  await tip.waitFor();
  assert.ok(whole!.includes((await tip.textContent())!));
}

/** A household with long figures in this currency, and accounts in the other ones. */
async function richHousehold(currency: string, locale: string): Promise<string> {
  const email = `amounts.${randomUUID().slice(0, 8)}@example.com`;
  const account = { email, password: PASSWORD, name: 'Amounts', locale, timeZone: 'Europe/Berlin' };
  const person = await signUp(at, { ...account, baseCurrency: currency });
  const categories = await until('the default categories', async () => {
    const all = (await person.categories.listCategories({ pageSize: 200 })).categories;
    return all.length > 0 && all.filter(({ parentId, name }) => parentId === '' && !/Income|Einnahmen/.test(name));
  });
  const ids = await openAccounts(person);
  const spending = categories.slice(0, 3).map(({ id }) => id);
  for (const [code, accountId] of ids)
    for (const categoryId of spending) await spendHalf(person, { code, accountId, categoryId });
  const lines = spending.map((categoryId, i) => ({
    name: `Line ${i}`,
    categoryIds: [categoryId],
    limit: money(currency, LONG[currency]! / 3n),
    rollover: Rollover.NONE,
  }));
  const budget = { name: 'Month', currencyCode: currency, startDate: today.with({ day: 1 }).toString(), lines };
  await person.budgets.createBudget({ budget, requestId: randomUUID() });
  await until('the spending in the report', async () => {
    const range = { fromDate: today.with({ day: 1 }).toString(), toDate: today.toString() };
    return (await person.reports.getSpendingByCategory(range)).rows.length === spending.length;
  });
  return email;
}

async function openAccounts({ accounts }: ApiClient): Promise<ReadonlyMap<string, string>> {
  const openingDate = today.subtract({ years: 1 }).toString();
  const opened = new Map<string, string>();
  for (const [code, units] of Object.entries(LONG)) {
    const account = {
      name: `Savings in ${code}`,
      type: AccountType.SAVINGS,
      openingDate,
      openingBalance: money(code, units),
    };
    opened.set(code, (await accounts.createAccount({ account, requestId: randomUUID() })).account!.id);
  }
  return opened;
}

type Spending = { readonly code: string; readonly accountId: string; readonly categoryId: string };

async function spendHalf({ transactions }: ApiClient, { code, accountId, categoryId }: Spending): Promise<void> {
  const amount = money(code, -LONG[code]! / 2n);
  const transaction = {
    accountId,
    postingDate: today.toString(),
    payee: 'Builder',
    amount,
    lines: [{ categoryId, amount }],
  };
  await transactions.createTransaction({ transaction, requestId: randomUUID() });
}
