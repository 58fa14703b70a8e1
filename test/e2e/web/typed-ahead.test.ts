/** Code that arrives late takes no key away: neither that of a dialog that was request for, nor that of what loads in the background. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { en } from '../../../web/src/i18n/messages/en/index.ts';
import { at, newHousehold, spend } from '../household.ts';
import { onPage, signIn } from '../page.ts';

const DIALOG = '**/assets/add-dialog-*.js';
const PALETTE = '**/assets/command-palette-*.js';

const amount = (page: Page) =>
  page.getByRole('dialog', { name: en['add.add-a-transaction'] }).getByLabel(en['add.amount'], { exact: true });

test('keys pressed before a dialog is there stand in its first field, in their order', async () => {
  await onRegister('typed-ahead', DIALOG, async (page, release) => {
    await page.keyboard.press('n');
    await page.keyboard.type('7,');
    release();
    await page.keyboard.type('70');
    await amount(page).waitFor();
    assert.equal(await amount(page).inputValue(), '7,70');
  });
});

test('the page takes keys while parts of it load in the background', async () => {
  await onRegister('background', PALETTE, async (page) => {
    await page.keyboard.press('n');
    await amount(page).waitFor();
  });
});

/** `use` gets a register whose code at `url` was request for and has not come. */
async function onRegister(name: string, url: string, use: (page: Page, release: () => void) => Promise<void>) {
  const home = await newHousehold(name, 'en-GB');
  const categoryId = home.categories.get('Groceries')!;
  await spend(home.person, { accountId: home.checking, categoryId, minorUnits: -1000n, payee: 'Market' });
  await onPage(name, async (page) => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await page.route(url, async (route) => {
      await released;
      await route.continue();
    });
    await signIn(page, home.email, en);
    const request = page.waitForRequest(url);
    await page.goto(`${at.urls.web}/transactions`);
    await page.getByText('Market').first().waitFor();
    await request;
    await use(page, release).finally(release);
  });
}
