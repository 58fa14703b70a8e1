/** An account in a real Chromium: register, verify, sign out, forget the password, reset it, sign in, change it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { mailsTo, until } from '#infra/local/demo/api-client.ts';
import { openBrowser } from '../fixtures/chromium.ts';
import { button, heading, linkTo, openPage, register, shoot, signIn, signOut } from './account-pages.ts';
import { at, PASSWORD } from './household.ts';

const NEXT_PASSWORD = 'nine loud herons fold kites';
const LAST_PASSWORD = 'four green pianos hum low';

let browser: Browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

test('a user registers, verifies, signs out, resets a forgotten password, signs in and changes it', async () => {
  const { page, context, problems } = await openPage(browser);
  const email = `account.${randomUUID().slice(0, 8)}@example.com`;
  const link = await register(page, email);
  // Opening the link, as mail scanners do, creates nothing.
  await fetch(link);
  await page.goto(link);
  await heading(page, 'Create your account').waitFor();
  await shoot(page, '3-verify');
  await signIn(page, email, PASSWORD);
  await page.getByText('The address or the password is wrong.').waitFor();
  await page.goto(link);
  await button(page, 'Verify and create the account').click();
  await heading(page, 'Overview').waitFor();
  assert.match((await page.getByRole('banner').textContent()) ?? '', /Household/);
  await signOut(page);
  await page.reload();
  await heading(page, 'Sign in').waitFor();
  await shoot(page, '4-sign-in');

  await page.getByRole('link', { name: 'Forgot password?' }).click();
  await page.getByLabel('Email').fill(email);
  await shoot(page, '5-forgot');
  await button(page, 'Send the link').click();
  await heading(page, 'Check your mail').waitFor();
  await shoot(page, '6-check-mail-reset');
  const reset = await linkTo(email, 'reset-password');
  await page.goto(reset);
  await page.getByLabel('New password').fill(NEXT_PASSWORD);
  await shoot(page, '7-reset');
  await button(page, 'Set the new password').click();
  await heading(page, 'Your password was changed').waitFor();
  await shoot(page, '8-reset-done');
  await until('the mail about the change', async () =>
    (await mailsTo(at, email)).some(({ subject }) => subject === 'Your password was changed'),
  );
  await signIn(page, email, PASSWORD);
  await page.getByText('The address or the password is wrong.').waitFor();
  await signIn(page, email, NEXT_PASSWORD);
  await heading(page, 'Overview').waitFor();

  await page.goto(`${at.urls.web}/settings`);
  await page.getByLabel('Current password').fill('not the right one');
  await page.getByLabel('New password').fill(LAST_PASSWORD);
  await button(page, 'Change password').click();
  await page.getByText('This is not your password.').waitFor();
  await page.getByRole('region', { name: 'Password' }).scrollIntoViewIfNeeded();
  await shoot(page, '9-change');
  await page.getByLabel('Current password').fill(NEXT_PASSWORD);
  await button(page, 'Change password').click();
  await page.getByText('Password changed').waitFor();
  assert.deepEqual(problems, []);
  await context.close();
});

test('a link that is opened in another browser asks for the password of the registration', async () => {
  const here = await openPage(browser);
  const email = `account.${randomUUID().slice(0, 8)}@example.com`;
  const link = await register(here.page, email);
  const there = await openPage(browser);
  await there.page.goto(link);
  await button(there.page, 'Verify and create the account').click();
  await there.page.getByText('another browser than the one you registered in').waitFor();
  await shoot(there.page, '3-verify-elsewhere');
  await there.page.getByLabel('Password', { exact: true }).fill('not the right one');
  await button(there.page, 'Verify and create the account').click();
  await there.page.getByText('This is not the password of this registration.').waitFor();
  await there.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await button(there.page, 'Verify and create the account').click();
  await heading(there.page, 'Overview').waitFor();
  await here.page.goto(link);
  await button(here.page, 'Verify and create the account').click();
  await heading(here.page, 'Your address is verified').waitFor();
  await shoot(here.page, '3-verify-used');
  assert.deepEqual([...here.problems, ...there.problems], []);
  await Promise.all([here.context.close(), there.context.close()]);
});
