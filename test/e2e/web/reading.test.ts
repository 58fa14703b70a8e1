/** Outages as a person sees them: the session is kept, nothing is called empty that is only missing, and everything can be retried. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Messages } from '../../../web/src/i18n/messages/message-id.ts';
import { at, newHousehold } from '../household.ts';
import { onPage, shoot, signIn } from '../page.ts';
import { CALLS, callOf, cut, GRAPH, hang, turnAway } from './interception.ts';
import { languages } from './languages.ts';

const named = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('an outage ends no session and makes nothing look empty, in every language', async () => {
  // Most of the time is spent waiting for deadlines, so the languages wait together.
  await Promise.all(languages.map(([locale, messages]) => story(locale, messages)));
});

async function story(locale: string, messages: Messages): Promise<void> {
  const home = await newHousehold('reading', locale);
  await onPage(`reading-${locale}`, async (page) => {
    await signIn(page, home.email, messages);
    await keepsTheSession(page, messages);
    await callsNothingEmpty(page, messages);
    await retriesWhenBusy(page, messages);
    await staysInTheShell(page, messages);
  });
}

async function keepsTheSession(page: Page, messages: Messages): Promise<void> {
  await cut(page, CALLS);
  await page.reload();
  await page.getByRole('heading', { name: messages['app.melo-cannot-be-reached'] }).waitFor();
  await shoot(page, `unreachable-${messages['app.overview']}`);
  await page.unroute(CALLS);
  await named(page, messages['ui.try-again']).click();
  await page.getByRole('heading', { name: messages['overview.overview'] }).waitFor();
}

/** Neither the accounts, a joined query, nor the categories are ever answered. */
async function callsNothingEmpty(page: Page, messages: Messages): Promise<void> {
  const categories = callOf('ListCategories');
  await Promise.all([hang(page, GRAPH), hang(page, categories)]);
  await page.goto(`${at.urls.web}/transactions`);
  const main = page.getByRole('main');
  await page.getByRole('heading', { name: messages['transactions.transactions'] }).waitFor();
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog');
  const account = dialog.getByRole('combobox', { name: messages['add.account'] });
  await account.and(page.getByPlaceholder(messages['ui.loading-list'])).waitFor();
  await dialog.getByText(messages['ui.accounts-could-not-be-loaded']).waitFor();
  await dialog.getByText(messages['ui.categories-could-not-be-loaded']).waitFor();
  assert.equal(await page.getByText(messages['transactions.add-an-account-first']).count(), 0);
  await shoot(page, `accounts-failed-${messages['app.overview']}`);
  const navigation = page.getByRole('navigation', { name: messages['app.main'] });
  await navigation.getByText(messages['ui.accounts-could-not-be-loaded']).waitFor();
  await main.getByText(messages['ui.this-could-not-be-loaded']).waitFor();
  await Promise.all([page.unroute(GRAPH), page.unroute(categories)]);
  await dialog.getByRole('button', { name: messages['ui.try-again'] }).last().click();
  await navigation.getByText('Checking').waitFor();
  // The account is chosen once it is known.
  await account.and(page.locator('[value="Card"]')).waitFor();
  await page.keyboard.press('Escape');
  await main.getByText(messages['transactions.no-transactions-yet']).waitFor();
}

async function retriesWhenBusy(page: Page, messages: Messages): Promise<void> {
  const url = callOf('ListTransactions');
  const made = await turnAway(page, url, 3);
  await page.goto(`${at.urls.web}/transactions?text=nothing`);
  await page.getByText(messages['ui.busy-trying-again']).waitFor();
  await page.getByRole('main').getByText(messages['transactions.no-transaction-matches-these-filters']).waitFor();
  assert.ok(made() > 3);
  assert.equal(await page.getByRole('alert').count(), 0, 'a busy server is no failure yet');
  await page.unroute(url);
}

/** A part of the app that cannot be loaded: it is tried once more by reloading, and then said within the shell. */
async function staysInTheShell(page: Page, messages: Messages): Promise<void> {
  const part = '**/assets/budget-page-*.js';
  await cut(page, part);
  let reloads = 0;
  page.on('load', () => {
    reloads += 1;
  });
  const link = page.getByRole('link', { name: messages['app.budget'], exact: true });
  await link.click();
  await page.getByRole('main').getByText(messages['errors.part-not-loaded']).waitFor();
  assert.equal(reloads, 1);
  await link.waitFor();
  await shoot(page, `part-missing-${messages['app.overview']}`);
  await page.unroute(part);
  await named(page, messages['ui.try-again']).click();
  await page.getByText(messages['budget.how-much-do-you-want-to']).waitFor();
}
