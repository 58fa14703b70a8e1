/** An address shows the same again: the budget and its period, after a reload and going back; what it names and is not there is said to be none. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { de } from '../../../web/src/i18n/messages/de/index.ts';
import { at, eur, newHousehold, today } from '../household.ts';
import { onPage, shoot, signIn } from '../page.ts';

type Household = Awaited<ReturnType<typeof newHousehold>>;

const monthName = (month: Temporal.PlainYearMonth): string =>
  new Intl.DateTimeFormat('de-DE', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month.toString()}-01T00:00:00Z`),
  );

test('the address holds the budget and its period, and an account that does not exist is not shown as an empty one', async () => {
  const home = await newHousehold('address', 'de-DE');
  for (const name of ['Alltag', 'Reisen']) await addBudget(home, name);
  await onPage('address', async (page) => {
    await signIn(page, home.email, de);
    await page.goto(`${at.urls.web}/budget`);
    await heading(page, 'Alltag').waitFor();
    await page.getByRole('combobox', { name: de['budget.budget'] }).click();
    await page.getByRole('option', { name: 'Reisen' }).click();
    await heading(page, 'Reisen').waitFor();
    await page.getByRole('button', { name: de['budget.next-period'] }).click();
    const next = page.getByRole('status').filter({ hasText: monthName(today.toPlainYearMonth().add({ months: 1 })) });
    await next.waitFor();
    await page.reload();
    await next.waitFor();
    await heading(page, 'Reisen').waitFor();
    await page.goBack();
    await page
      .getByRole('status')
      .filter({ hasText: monthName(today.toPlainYearMonth()) })
      .waitFor();
    await hasNoPast(page);
    await page.goto(`${at.urls.web}/budget?budget=${randomUUID()}`);
    await heading(page, de['budget.there-is-no-such-budget']).waitFor();
    await page.getByRole('link', { name: de['budget.show-the-budget'] }).click();
    await heading(page, 'Alltag').waitFor();
    await page.goto(`${at.urls.web}/transactions?category=${randomUUID()}`);
    await page.getByText(de['transactions.no-such-category']).first().waitFor();
    await page.goto(`${at.urls.web}/transactions?account=${randomUUID()}`);
    await heading(page, de['transactions.there-is-no-such-account']).waitFor();
    await shoot(page, 'no-such-account');
  });
});

/** Before a budget starts, there was none: no limit is shown for those months. */
async function hasNoPast(page: Page): Promise<void> {
  await page.getByRole('button', { name: de['budget.previous-period'] }).click();
  await heading(page, de['budget.no-budget-yet']).waitFor();
  assert.equal(await page.getByRole('list', { name: de['budget.budget-lines'] }).count(), 0);
  await shoot(page, 'no-budget-yet');
  await page.getByRole('button', { name: de['budget.show-the-first-period'] }).click();
  await page.getByRole('list', { name: de['budget.budget-lines'] }).waitFor();
}

const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });

async function addBudget({ person, categories }: Household, name: string): Promise<void> {
  const categoryId = categories.get('Lebensmittel') ?? categories.get('Groceries');
  const line = { name: 'Limit', categoryIds: [categoryId!], limit: eur(10_000n) };
  const budget = { name, currencyCode: 'EUR', startDate: `${today.toPlainYearMonth()}-01`, lines: [line] };
  await person.budgets.createBudget({ budget, requestId: randomUUID() });
}
