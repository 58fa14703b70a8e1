/** Thousands of transactions: the page stays small and quick, a place in the list is found again, and the keyboard and Shift reach everything. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '#infra/local/demo/api-client.ts';
import { en } from '../../../web/src/i18n/messages/en/index.ts';
import { at, eur, newHousehold, today } from '../household.ts';
import { onPage, shoot, signIn } from '../page.ts';

type Household = Awaited<ReturnType<typeof newHousehold>>;

const ROWS = 3000;
/** The most that one call creates. */
const BATCH = 200;
/** Loaded before the times are taken. */
const LOADED = 2000;
const MAX_NODES = 3000;
/** The goals are 500 and 200 ms, which the bench holds; machines that run tests are shared, so three times as much may pass here. */
const MAX_RETURN_MS = 3 * 500;
const MAX_SELECT_MS = 3 * 200;
/** The median of so many counts. */
const MEASUREMENTS = 8;
const SLOWDOWN = 4;

test('thousands of transactions are few elements, react at once, and are found again where they were left', async (t) => {
  const home = await newHousehold('long-list', 'en-GB');
  await fill(home);
  await onPage('long-list', async (page) => {
    await signIn(page, home.email, en);
    await page.goto(`${at.urls.web}/transactions`);
    await page.getByText(`${ROWS.toLocaleString('en-GB')} transactions`, { exact: true }).waitFor();
    await walksByKeys(page);
    await selectsRanges(page);
    await scrollToRow(page, LOADED);
    const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
    t.diagnostic(`${nodes} elements with ${LOADED} rows loaded`);
    assert.ok(nodes <= MAX_NODES, `${nodes} elements`);
    await staysInSight(page);
    const busy = await slowDown(page);
    await reactsAtOnce(page, t);
    await isFoundAgain(page, busy, t);
  });
});

type Busy = () => Promise<number>;

/** Slows the page down. Returns how long its main thread has worked so far, in milliseconds: the work of others on the machine is not counted. */
async function slowDown(page: Page): Promise<Busy> {
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  await client.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
  return async () => {
    const { metrics } = await client.send('Performance.getMetrics');
    return 1000 * metrics.find(({ name }) => name === 'TaskDuration')!.value;
  };
}

async function fill({ person, checking, categories }: Household): Promise<void> {
  const categoryId = categories.get('Groceries')!;
  const transactions = Array.from({ length: ROWS }, (_, i) => ({
    accountId: checking,
    postingDate: today.subtract({ days: Math.floor(i / 10) }).toString(),
    payee: payeeOf(i),
    amount: eur(-100n - BigInt(i)),
    lines: [{ categoryId, amount: eur(-100n - BigInt(i)) }],
  }));
  // The newest row of a day is the one that was created last.
  for (let from = 0; from < ROWS; from += BATCH)
    await person.transactions.batchCreateTransactions({
      transactions: transactions.slice(from, from + BATCH),
      requestId: randomUUID(),
    });
}

const payeeOf = (row: number): string => `Payee ${String(row).padStart(4, '0')}`;

const rows = (page: Page) => page.locator('tr[data-id]');
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
const selected = (page: Page, number: number) => page.getByText(`${number.toLocaleString('en-GB')} selected`);

/** Down and j, up and k, left and right; the table takes one Tab, not one for each cell. */
async function walksByKeys(page: Page): Promise<void> {
  const names = await rows(page).evaluateAll((all) =>
    all.slice(0, 30).map((row) => row.querySelector('[data-column="payee"]')?.textContent),
  );
  await page.keyboard.press('j');
  assert.match(await focused(page), new RegExp(`^Payee of ${names[0]}`));
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  assert.match(await focused(page), new RegExp(`^Payee of ${names[2]}`));
  await page.keyboard.press('k');
  await page.keyboard.press('ArrowRight');
  assert.match(await focused(page), new RegExp(`^Category of ${names[1]}`));
  const reachable = await page.locator('tbody button:not([tabindex="-1"]), tbody input:not([tabindex="-1"])').count();
  assert.ok(reachable <= 8, `${reachable} stops in the table`);
  for (let i = 0; i < 40; i += 1) await page.keyboard.press('ArrowDown');
  const place = await page.evaluate(() => {
    const { top, bottom } = document.activeElement!.getBoundingClientRect();
    const head = document.querySelector('thead th')!.getBoundingClientRect().bottom;
    return top >= head && bottom <= innerHeight;
  });
  assert.ok(place, 'the cell with the focus is in sight');
}

async function selectsRanges(page: Page): Promise<void> {
  await page.evaluate(() => scrollTo(0, 0));
  const boxes = rows(page).getByRole('checkbox');
  await boxes.nth(1).click();
  await boxes.nth(5).click({ modifiers: ['Shift'] });
  await selected(page, 5).waitFor();
  await boxes.nth(2).click();
  await selected(page, 4).waitFor();
  await page.getByRole('checkbox', { name: en['transactions.select-all'] }).click();
  await page.getByRole('button', { name: `Select all ${ROWS.toLocaleString('en-GB')}` }).click();
  await selected(page, ROWS).waitFor();
  await shoot(page, 'long-list-selected');
  await page.getByRole('button', { name: en['transactions.clear'], exact: true }).click();
}

/** Scrolls until the row of this number is there. */
async function scrollToRow(page: Page, row: number): Promise<void> {
  await until(`row ${row}`, () =>
    page.evaluate((wanted) => {
      scrollTo(0, Math.min(document.body.scrollHeight, wanted * 37));
      const numbers = [...document.querySelectorAll('tr[data-id]')].map((one) => Number(one.ariaRowIndex));
      return Math.max(...numbers) >= wanted;
    }, row),
  );
}

async function staysInSight(page: Page): Promise<void> {
  const total = page.getByText(`${ROWS.toLocaleString('en-GB')} transactions`, { exact: true });
  const head = page.getByRole('columnheader', { name: en['transactions.amount'] });
  for (const one of [total, head]) {
    const { y = -1 } = (await one.boundingBox()) ?? {};
    assert.ok(y > 0 && y < 200, `${await one.textContent()} is in sight`);
  }
  await shoot(page, 'long-list-scrolled');
}

/** From the press to the next painted frame, as a person at a slow machine waits for it. */
async function reactsAtOnce(page: Page, t: { diagnostic(text: string): void }): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < MEASUREMENTS; i += 1) {
    const box = rows(page)
      .getByRole('checkbox')
      .nth(15 + i);
    const ms = await box.evaluate(
      (element) =>
        new Promise<number>((done) => {
          const started = performance.now();
          (element as HTMLInputElement).click();
          requestAnimationFrame(() => setTimeout(() => done(performance.now() - started)));
        }),
    );
    times.push(ms);
  }
  await selected(page, MEASUREMENTS).waitFor();
  t.diagnostic(`select a row at ${SLOWDOWN}× CPU: ${times.map(Math.round).join(', ')} ms`);
  assert.ok(median(times) <= MAX_SELECT_MS, `${times.map(Math.round)}`);
}

/** Leaves by a link and comes back by a link: the same rows are at the same place. */
async function isFoundAgain(page: Page, busy: Busy, t: { diagnostic(text: string): void }): Promise<void> {
  const navigation = page.getByRole('navigation', { name: en['app.main'] });
  const first = await firstInView(page);
  const times: number[] = [];
  const work: number[] = [];
  for (let i = 0; i < MEASUREMENTS; i += 1) {
    await navigation.getByRole('link', { name: en['app.settings'], exact: true }).click();
    await page.getByRole('heading', { name: en['settings.settings'] }).waitFor();
    const before = await busy();
    times.push(await timeOfReturn(page));
    work.push((await busy()) - before);
    await until('the same place in the list', async () => (await firstInView(page)) === first);
  }
  await shoot(page, 'long-list-found-again');
  const figures = `${times.map(Math.round).join(', ')} ms, of work ${work.map(Math.round).join(', ')} ms`;
  t.diagnostic(`return to the loaded rows at ${SLOWDOWN}× CPU: ${figures}`);
  assert.ok(median(times) <= MAX_RETURN_MS, figures);
}

const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;

const firstInView = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => {
    const head = document.querySelector('thead th')?.getBoundingClientRect().bottom ?? 0;
    const row = [...document.querySelectorAll('tr[data-id]')].find((one) => one.getBoundingClientRect().top >= head);
    return row?.querySelector('[data-column="payee"]')?.textContent;
  });

/** From the press on the link until rows of the place are painted. */
function timeOfReturn(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((done) => {
        const started = performance.now();
        document.querySelector<HTMLElement>('nav a[href="/transactions"]')!.click();
        const look = () => {
          const rows = document.querySelectorAll('tr[data-id]');
          const isThere = rows.length > 0 && scrollY > 0 && rows[rows.length - 1]!.getBoundingClientRect().top > 0;
          if (isThere) setTimeout(() => done(performance.now() - started));
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
}
