/** What is done on a page while it is observed. */
import type { Page } from 'playwright-core';
import { until } from '#infra/local/demo/api-client.ts';
import { forget, type Observed, observed } from './observed-page.ts';

const SCROLLS = 12;
const SCROLL_PX = 2_000;

/** The notification stream keeps the network busy, so idle is what the browser calls idle. */
const idle = (page: Page) => page.evaluate(() => new Promise<void>((done) => requestIdleCallback(() => done())));

/** When no larger element has been painted for two looks. */
export async function settledLoad(page: Page): Promise<Observed> {
  let last = -1;
  return until('the largest paint', async () => {
    await idle(page);
    const load = await observed(page);
    const isSettled = load.lcpMs > 0 && load.lcpMs === last;
    last = load.lcpMs;
    return isSettled && load;
  });
}

const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).first();
const rows = (page: Page) => page.getByRole('main').getByRole('checkbox', { name: /^Select / });

export async function openRegister(page: Page): Promise<number> {
  const started = performance.now();
  await link(page, 'Transactions').click();
  await rows(page).nth(1).waitFor();
  return performance.now() - started;
}

/** Select a row, open a cell, type, open a dialog, open the palette. */
export async function interact(page: Page): Promise<readonly number[]> {
  await forget(page);
  await rows(page).nth(1).click();
  await rows(page).nth(1).click();
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Note of/ })
    .first()
    .click();
  await page.keyboard.type('market');
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  return until('the interactions', async () => {
    const { interactionsMs } = await observed(page);
    return interactionsMs.length > 0 && interactionsMs;
  });
}

export async function leaveAndReturn(page: Page): Promise<[number, number]> {
  const started = performance.now();
  await link(page, 'Budget').click();
  await rows(page).first().waitFor({ state: 'detached' });
  return [performance.now() - started, await openRegister(page)];
}

export async function scroll(page: Page): Promise<number> {
  await forget(page);
  for (let i = 0; i < SCROLLS; i += 1) await page.evaluate(scrollBy, SCROLL_PX);
  await idle(page);
  return (await observed(page)).longestTaskMs;
}

/** Runs in the page; resolves when the browser has drawn the next frame. */
function scrollBy(px: number): Promise<void> {
  window.scrollBy(0, px);
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));
}
