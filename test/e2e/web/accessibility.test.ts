/** Everyone can use it: axe finds nothing on any page, dialog or menu, in both themes, wide and on a phone; the keyboard goes on where it should. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '#infra/local/demo/api-client.ts';
import { de } from '../../../web/src/i18n/messages/de/index.ts';
import { en } from '../../../web/src/i18n/messages/en/index.ts';
import type { Messages } from '../../../web/src/i18n/messages/message-id.ts';
import { at, newHousehold, spend } from '../household.ts';
import { onPage, shoot, signIn } from '../page.ts';
import { findings } from './axe.ts';
import { guestViews, memberViews, type View, whileOpen } from './views.ts';

const WIDE = 1280;
const PHONE = 390;

for (const [locale, messages, width] of [
  ['en-GB', en, WIDE],
  ['de-DE', de, PHONE],
] as const)
  test(`axe finds nothing on any page, dialog or menu at ${width} px (${locale})`, async () => {
    const home = await filledHousehold(locale);
    const found: string[] = [];
    await onPage(`axe-${width}`, async (page) => {
      // Before sign-in, the language is that of the browser.
      for (const view of guestViews(en)) found.push(...(await look(page, view, width)));
      await page.setViewportSize({ width: WIDE, height: 900 });
      await signIn(page, home.email, messages);
      for (const view of memberViews(messages, width === PHONE)) found.push(...(await look(page, view, width)));
      if (width === WIDE) await movesTheFocus(page, messages);
    });
    assert.deepEqual(found, []);
  });

async function filledHousehold(locale: string) {
  const home = await newHousehold('axe', locale);
  const categoryId = [...home.categories].find(([name]) => /^(Groceries|Lebensmittel)$/.test(name))![1];
  for (const [payee, minorUnits] of [
    ['Market', -1250n],
    ['Wage', 250_000n],
  ] as const)
    await spend(home.person, { accountId: home.checking, categoryId, minorUnits, payee });
  return home;
}

/** All that axe finds on a page, and in what opens over it. */
async function look(page: Page, { path, ready, openings = [] }: View, width: number): Promise<string[]> {
  const found: string[] = [];
  const see = async (name: string) => {
    found.push(...(await inBothThemes(page, `${path} ${name} ${width}`)));
  };
  await page.setViewportSize({ width, height: 900 });
  await page.goto(at.urls.web + path);
  await page.getByRole('heading', { name: ready }).first().waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  await see('page');
  for (const opening of openings) await whileOpen(page, opening, () => see(opening.name));
  return found;
}

/** Only contrasts depend on the theme. */
async function inBothThemes(page: Page, name: string): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor({ state: 'attached' });
    if (process.env['MELO_PICTURES']) await shoot(page, `axe ${name} ${colorScheme}`.replaceAll(/\W+/g, '-'));
    const rules = colorScheme === 'dark' ? ['color-contrast'] : undefined;
    found.push(...(await findings(page, rules)).map((one) => `${name} ${colorScheme}: ${one}`));
  }
  return found;
}

/** The first Tab reaches the link that skips the navigation; another page is read from its beginning. */
async function movesTheFocus(page: Page, messages: Messages): Promise<void> {
  const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent);
  await page.goto(`${at.urls.web}/accounts`);
  await page.getByRole('heading', { name: messages['accounts.accounts'], level: 1 }).waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await focused(), messages['app.skip-to-the-content']);
  await shoot(page, 'skip-link');
  await page.keyboard.press('Enter');
  assert.equal(await focused(), 'main');
  await page.getByRole('link', { name: messages['app.budget'], exact: true }).click();
  await page.getByRole('heading', { name: messages['budget.budget'] }).waitFor();
  await until('the focus at the beginning of the page', async () => (await focused()) === 'main');
}
