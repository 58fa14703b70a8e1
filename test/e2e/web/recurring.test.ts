/** Recurring: entered once, shown as upcoming, posted and skipped by a person, and taken back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '#infra/local/demo/api-client.ts';
import type { Messages } from '../../../web/src/i18n/messages/message-id.ts';
import { at, balances, newHousehold, today } from '../household.ts';
import { onPage, shoot, signIn } from '../page.ts';
import { languages } from './languages.ts';

for (const [locale, messages] of languages)
  test(`a rent is entered once, posted, taken back and skipped (${locale})`, async () => {
    const home = await newHousehold('recurring', locale);
    await onPage(`recurring-${locale}`, async (page) => {
      await signIn(page, home.email, messages);
      await page.goto(`${at.urls.web}/recurring`);
      await enterRent(page, messages);
      const rent = row(page, 'Rent');
      await rent.getByRole('button', { name: messages['recurring.post'] }).waitFor();
      await shoot(page, `recurring-${locale}`);
      await rent.getByRole('button', { name: messages['recurring.post'] }).click();
      await until('the balance', async () => (await balances(home.person, home.checking))[0] === 10_000n);
      const { transactions } = await home.person.transactions.listTransactions({});
      assert.deepEqual(
        transactions.map(({ payee, postingDate }) => [payee, postingDate]),
        [['Landlord', today.toString()]],
      );
      await page.getByRole('button', { name: messages['ui.undo'] }).click();
      await until('the balance before', async () => (await balances(home.person, home.checking))[0] === 100_000n);
      const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' }).format(new Date(String(today)));
      const skip = messages['recurring.skip-name'].replace('{name}', 'Rent').replace('{date}', date);
      await page.getByRole('button', { name: skip, exact: true }).click();
      await until('the next date', async () => {
        const { schedules } = await home.person.schedules.listSchedules({});
        return schedules[0]!.nextDate === today.add({ months: 1 }).toString();
      });
      await page.goto(at.urls.web);
      await page.getByRole('heading', { name: messages['recurring.upcoming'] }).waitFor();
      await shoot(page, `recurring-overview-${locale}`);
    });
  });

/** The row of the next occurrence; the list of schedules is below. */
const row = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name }).first();

async function enterRent(page: Page, messages: Messages): Promise<void> {
  await page.getByRole('button', { name: messages['recurring.add-schedule'] }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(messages['recurring.name'], { exact: true }).fill('Rent');
  await dialog.getByLabel(messages['recurring.amount'], { exact: true }).fill('900');
  await dialog.getByRole('combobox', { name: messages['recurring.account'] }).click();
  await page.getByRole('option', { name: 'Checking' }).click();
  await dialog.getByLabel(messages['recurring.payee']).fill('Landlord');
  await shoot(page, 'recurring-dialog');
  await dialog.getByRole('button', { name: messages['recurring.create'], exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}
