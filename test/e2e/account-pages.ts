/** The pages of accounts, as stories use and photograph them. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { mailsTo, until } from '#infra/local/demo/api-client.ts';
import { at, PASSWORD } from './household.ts';
import { openPage as openPlainPage, shoot as takePicture } from './page.ts';

const SIZES = [
  { name: 'wide', width: 1280, height: 900 },
  { name: 'phone', width: 390, height: 844 },
] as const;

export const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
export const heading = (page: Page, name: string) => page.getByRole('heading', { name });

export async function openPage(browser: Browser): Promise<{ page: Page; context: BrowserContext; problems: string[] }> {
  const page = await openPlainPage(browser);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  return { page, context: page.context(), problems };
}

/** The screen as it is by day and by night, wide and on a phone. */
export async function shoot(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const { name: size, width, height } of SIZES) {
      await page.setViewportSize({ width, height });
      await takePicture(page, `account-${name}-${size}-${colorScheme}`);
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: SIZES[0].width, height: SIZES[0].height });
}

export const linkTo = (email: string, path: string): Promise<string> =>
  until(`the link to ${path}`, async () => {
    const found = (await mailsTo(at, email)).map(({ text }) =>
      new RegExp(`https?:\\S+${path}\\?token=[\\w.-]+`).exec(text),
    );
    return found.findLast(Boolean)?.[0];
  });

export async function register(page: Page, email: string): Promise<string> {
  await page.goto(`${at.urls.web}/register`);
  await page.getByLabel('Name').fill('Robin Account');
  await page.getByLabel('Email').fill(email);
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

export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto(`${at.urls.web}/sign-in`);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button(page, 'Sign in').click();
}

export async function signOut(page: Page): Promise<void> {
  await button(page, 'Your menu').click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await heading(page, 'Sign in').waitFor();
}
