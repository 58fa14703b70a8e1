/** The slice as a person lives it, in a real Chromium: from registering to an alert, with a picture of every step kept. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { mailsTo, until } from '#infra/local/demo/api-client.ts';
import { at, PASSWORD, today } from './household.ts';
import { onPage, shoot } from './page.ts';

const month = today.toPlainYearMonth();

/** A bank's file of this month: a wage, groceries, and one row without a category to be. */
const statement = [
  '"Buchungstag";"Empfänger";"Verwendungszweck";"Betrag"',
  `"${day(1)}";"Kontor & Söhne GmbH";"Gehalt";"3.120,55"`,
  `"${day(1)}";"Markthalle";"Einkauf";"-48,15"`,
  `"${day(1)}";"Markthalle";"Einkauf";"-48,15"`,
  '',
].join('\r\n');

test('a person registers, imports, categorises, pays a card, budgets, overspends and is told', async () => {
  await onPage('browser', async (page) => {
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy|Trusted/.test(message.text())) problems.push(message.text());
    });
    const email = `browser.${randomUUID().slice(0, 8)}@example.com`;
    await register(page, email);
    await openAccounts(page);
    await importFile(page);
    await categorise(page);
    await payCard(page);
    await setBudget(page);
    await overspend(page, email);
    await look(page);
    assert.deepEqual(problems, []);
    assert.equal(await writeMarkup(page), 'TypeError', 'text with tags must not become markup');
  });
});

/** What a script that was injected would try: the name of the error it gets. */
const writeMarkup = (page: Page): Promise<string> =>
  page.evaluate(`(() => {
    try { document.body.innerHTML = '<img src=x onerror=alert(1)>'; return 'written'; } catch (error) { return error.name; }
  })()`);

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

/** The first of the month and the like as German banks write it. */
function day(number: number): string {
  return `${String(number).padStart(2, '0')}.${String(month.month).padStart(2, '0')}.${month.year}`;
}

async function choose(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page.getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: option }).first().click();
}

async function register(page: Page, email: string): Promise<void> {
  await page.goto(`${at.urls.web}/register`);
  await page.getByLabel('Name').fill('Robin Browser');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await choose(page, 'Currency', /EUR/);
  await shoot(page, '01-register');
  await button(page, /create|register/i).click();
  await page.getByRole('heading', { name: 'Check your mail' }).waitFor();
  const link = await until('the mailed link', async () => {
    const [mail] = await mailsTo(at, email);
    return mail && /https?:\S+verify\?token=[\w.-]+/.exec(mail.text)?.[0];
  });
  await page.goto(link);
  await button(page, 'Verify and create the account').click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await shoot(page, '02-first-look');
}

async function openAccounts(page: Page): Promise<void> {
  for (const [name, type, balance] of [
    ['Checking', 'Checking', '1000'],
    ['Card', 'Credit card', '0'],
  ] as const) {
    await page.goto(`${at.urls.web}/accounts`);
    await button(page, /account/i)
      .first()
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(name);
    await choose(page, 'Type', type);
    await dialog.getByLabel(/on that day/).fill(balance);
    await dialog
      .getByRole('button', { name: /create|open|add|save/i })
      .last()
      .click();
    await dialog.waitFor({ state: 'hidden' });
  }
  await page.getByRole('navigation', { name: 'Main' }).getByText('Card', { exact: true }).waitFor();
  await shoot(page, '03-accounts');
}

async function importFile(page: Page): Promise<void> {
  await page.goto(`${at.urls.web}/import`);
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'bank.csv', mimeType: 'text/csv', buffer: Buffer.from(statement) });
  await choose(page, 'Into the account', /Checking/);
  await shoot(page, '04-import-file');
  await button(page, 'Continue').click();
  await page.getByText('How the file is read').waitFor();
  await page.getByText('Kontor & Söhne GmbH').first().waitFor();
  await shoot(page, '05-import-mapping');
  await button(page, /^Review/).click();
  await button(page, 'Import 3 transactions').waitFor();
  await shoot(page, '06-import-review');
  await button(page, 'Import 3 transactions').click();
  await page.getByRole('heading', { name: '3 transactions imported into Checking' }).waitFor();
  await shoot(page, '07-import-done');
}

async function categorise(page: Page): Promise<void> {
  await page.goto(`${at.urls.web}/transactions`);
  await page.getByText('Markthalle').first().waitFor();
  await page.getByText('Choose a category').first().click();
  await page
    .getByRole('option', { name: /Groceries|Salary/ })
    .first()
    .waitFor();
  await page.keyboard.type('Groceries');
  await page.getByRole('option', { name: /Groceries/ }).click();
  await page
    .getByRole('button', { name: /Category/ })
    .filter({ hasText: 'Groceries' })
    .first()
    .waitFor();
  await shoot(page, '08-categorised');
}

async function payCard(page: Page): Promise<void> {
  await page.goto(`${at.urls.web}/transactions`);
  await button(page, 'Record a transfer').click();
  const dialog = page.getByRole('dialog');
  await choose(page, 'From', /Checking/);
  await choose(page, 'To', /Card/);
  await dialog.getByLabel('Amount', { exact: true }).fill('100');
  await shoot(page, '09-card-payment');
  await dialog.getByRole('button').last().click();
  await dialog.waitFor({ state: 'hidden' });
}

async function setBudget(page: Page): Promise<void> {
  await page.goto(`${at.urls.web}/budget`);
  await button(page, 'Create a budget').click();
  const dialog = page.getByRole('dialog');
  const line = dialog.getByRole('group', { name: 'Line 1' });
  await line.getByLabel('Categories').click();
  await page.keyboard.type('Groceries');
  await page
    .getByRole('option', { name: /Groceries/ })
    .first()
    .click();
  await page.keyboard.press('Escape');
  await line.getByLabel('Monthly limit').fill('200');
  await line.getByLabel('Alert me at').fill('80');
  await shoot(page, '10-budget');
  await dialog.getByRole('button').last().click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('Groceries').first().waitFor();
}

async function overspend(page: Page, email: string): Promise<void> {
  await page.goto(`${at.urls.web}/budget`);
  await page.getByText('Groceries').first().waitFor();
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Amount').fill('150');
  await dialog.getByLabel('Payee').fill('Wochenmarkt');
  await choose(page, 'Category', /Groceries/);
  await choose(page, 'Account', /Card/);
  await shoot(page, '11-add');
  await dialog.getByRole('button').last().click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: /Notifications, \d+ unread/ }).waitFor();
  await until('the alert by mail', async () =>
    (await mailsTo(at, email)).some(({ subject }) => /Groceries/.test(subject)),
  );
}

/** Everything as the person finds it: balances, bar, alert, chart without the payment; by day, by night and on a phone. */
async function look(page: Page): Promise<void> {
  const rail = page.getByRole('navigation', { name: 'Main' });
  await rail.getByText(/50\.00/).waitFor();
  await page.getByRole('meter', { name: 'Groceries, used' }).waitFor();
  await page.getByText('99% used').waitFor();
  await shoot(page, '12-budget-after');
  await page.goto(`${at.urls.web}/alerts`);
  await page
    .getByText(/Groceries/)
    .first()
    .waitFor();
  await shoot(page, '13-alerts');
  await page.goto(`${at.urls.web}/`);
  await page.getByRole('list', { name: 'Spending by category' }).getByText('Food').waitFor();
  await shoot(page, '14-overview');
  await page.emulateMedia({ colorScheme: 'dark' });
  await shoot(page, '15-overview-dark');
  await page.setViewportSize({ width: 390, height: 844 });
  await shoot(page, '16-overview-phone');
}
