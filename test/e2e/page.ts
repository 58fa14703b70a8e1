/** A page of the app in a browser of its own, for stories that a person sees. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { checkout } from '#infra/local/addresses.ts';
import { en } from '../../web/src/i18n/messages/en/index.ts';
import type { Messages } from '../../web/src/i18n/messages/message-id.ts';
import { openBrowser } from '../fixtures/chromium.ts';
import { at, PASSWORD } from './household.ts';

const WAIT_MS = 30_000;
const screens = join(checkout, 'test/screens');

/** Keeps a picture of the page in test/screens. */
export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(screens, { recursive: true });
  await page.screenshot({ path: join(screens, `${name}.png`) });
}

/** A page with a session of its own. */
export async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  return page;
}

/** Runs a story on a page; when it fails, a picture named after it shows where. */
export async function onPage(name: string, story: (page: Page) => Promise<void>): Promise<void> {
  const browser = await openBrowser();
  try {
    const page = await openPage(browser);
    try {
      await story(page);
    } catch (error) {
      await shoot(page, `${name}-failed`);
      throw error;
    }
  } finally {
    await browser.close();
  }
}

/** Signs in; `messages` are those of the user's language. */
export async function signIn(page: Page, email: string, messages: Messages = en): Promise<void> {
  await page.goto(`${at.urls.web}/sign-in`);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: messages['app.main'] }).waitFor();
}
