/** An account as a person lives it, in a real Chromium: register, verify, sign out, forget the password, reset it, sign in, change it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { checkout } from '#infra/local/addresses.ts';
import { mailsTo, until } from '#infra/local/person.ts';
import { openBrowser } from '../chromium.ts';
import { at, PASSWORD } from './household.ts';

const WAIT_MS = 30_000;
const NEXT_PASSWORD = 'nine loud herons fold kites';
const LAST_PASSWORD = 'four green pianos hum low';
const screens = join(checkout, 'test/screens');
const SIZES = [
  { name: 'wide', width: 1280, height: 900 },
  { name: 'phone', width: 390, height: 844 },
] as const;

let browser: Browser;
before(async () => {
  mkdirSync(screens, { recursive: true });
  browser = await openBrowser();
});
after(() => browser.close());

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const heading = (page: Page, name: string) => page.getByRole('heading', { name });

async function openPage(): Promise<{ page: Page; context: BrowserContext; problems: string[] }> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  return { page, context, problems };
}

/** The screen as it is by day and by night, wide and on a phone. */
async function shoot(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const { name: size, width, height } of SIZES) {
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: join(screens, `account-${name}-${size}-${colorScheme}.png`) });
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: SIZES[0].width, height: SIZES[0].height });
}

const linkTo = (email: string, path: string): Promise<string> =>
  until(`the link to ${path}`, async () => {
    const found = (await mailsTo(at, email)).map(({ text }) =>
      new RegExp(`https?:\\S+${path}\\?token=[\\w.-]+`).exec(text),
    );
    return found.findLast(Boolean)?.[0];
  });

async function register(page: Page, email: string): Promise<string> {
  await page.goto(`${at.urls.web}/register`);
  await page.getByLabel('Name').fill('Robin Account');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('password123456789');
  await button(page, 'Create account').click();
  await page.getByText('on a list of passwords that attackers try first').waitFor();
  await shoot(page, '1-register-weak');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await button(page, 'Create account').click();
  await heading(page, 'Check your mail').waitFor();
  await shoot(page, '2-check-mail');
  return linkTo(email, 'verify');
}

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto(`${at.urls.web}/sign-in`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button(page, 'Sign in').click();
}

async function signOut(page: Page): Promise<void> {
  await button(page, 'Your menu').click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await heading(page, 'Sign in').waitFor();
}

test('a person registers, verifies, signs out, forgets the password, resets it, signs in and changes it', async () => {
  const { page, context, problems } = await openPage();
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
  await page.getByLabel('E-mail').fill(email);
  await shoot(page, '5-forgot');
  await button(page, 'Send the link').click();
  await heading(page, 'Check your mail').waitFor();
  await shoot(page, '6-check-mail-reset');
  const reset = await linkTo(email, 'reset-password');
  await page.goto(reset);
  await page.getByLabel('New password').fill(NEXT_PASSWORD);
  await shoot(page, '7-reset');
  await button(page, 'Set the new password').click();
  await heading(page, 'Your password is changed').waitFor();
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
  const here = await openPage();
  const email = `account.${randomUUID().slice(0, 8)}@example.com`;
  const link = await register(here.page, email);
  const there = await openPage();
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
  await heading(here.page, 'This link does not work').waitFor();
  await shoot(here.page, '3-verify-used');
  assert.deepEqual([...here.problems, ...there.problems], []);
  await Promise.all([here.context.close(), there.context.close()]);
});

test('who signs out while the server is out of reach is signed out, and the server learns of it later', async () => {
  const { page, context, problems } = await openPage();
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
