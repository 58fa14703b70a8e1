/** Signing out in a real Chromium while the server is out of reach. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { until } from '#infra/local/demo/api-client.ts';
import { openBrowser } from '../fixtures/chromium.ts';
import { button, heading, openPage, register, signOut } from './account-pages.ts';
import { at } from './household.ts';

let browser: Browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

test('who signs out while the server is out of reach is signed out, and the server learns of it later', async () => {
  const { page, context, problems } = await openPage(browser);
  const email = `account.${randomUUID().slice(0, 8)}@example.com`;
  await page.goto(await register(page, email));
  await button(page, 'Verify and create the account').click();
  await heading(page, 'Overview').waitFor();
  const refreshCookie = async () =>
    (await context.cookies(`${at.urls.web}/melo.users.v1.AuthService/`)).find(({ name }) =>
      name.startsWith('melo_refresh'),
    );
  assert.ok(await refreshCookie());
  await page.route('**/melo.users.v1.AuthService/SignOut', (route) => route.abort());
  await signOut(page);
  assert.ok(await refreshCookie());
  // The cookie that is left begins no session, however often the page is opened.
  await page.reload();
  await heading(page, 'Sign in').waitFor();
  await page.unroute('**/melo.users.v1.AuthService/SignOut');
  await until('the sign-out to be heard', async () => (await refreshCookie()) === undefined);
  assert.deepEqual(problems, []);
  await context.close();
});
