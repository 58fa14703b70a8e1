/** What a write costs and shows: few calls, no state that is not so, and nothing read again that is known. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page, Request } from 'playwright-core';
import { until } from '#infra/local/demo/api-client.ts';
import { en } from '../../../web/src/i18n/messages/en/index.ts';
import { at, balances, newHousehold, spend } from '../household.ts';
import { onPage, shoot, signIn } from '../page.ts';
import { callOf, rejectLater } from './interception.ts';

type Household = Awaited<ReturnType<typeof newHousehold>>;

const PAYEES = ['Bakery', 'Market', 'Kiosk', 'Cinema', 'Station'];
/** Nothing follows a change for this long: derived figures are read again by then. */
const QUIET_MS = 4000;

test('a write shows at once, makes few calls, and is taken back where it fails', async () => {
  const home = await newHousehold('cache', 'en-GB');
  const categoryId = home.categories.get('Groceries')!;
  for (const payee of PAYEES)
    await spend(home.person, { accountId: home.checking, categoryId, minorUnits: -1000n, payee });
  await until('the balance', async () => (await balances(home.person, home.checking))[0] === 95_000n);
  await onPage('cache', async (page) => {
    const calls = watchCalls(page);
    await signIn(page, home.email, en);
    await page.goto(`${at.urls.web}/transactions`);
    await row(page, 'Bakery').waitFor();
    await calls.quiet();
    await editsOnce(page, calls);
    await deletesAtOnce(page, calls);
    await putsBackWhatFailed(page);
    await showsOthersChanges(page, home);
  });
});

type Calls = Awaited<ReturnType<typeof watchCalls>>;

/** Calls since the last `quiet`, which waits until there are no more. */
function watchCalls(page: Page) {
  let made: string[] = [];
  let last = Date.now();
  page.on('request', (request: Request) => {
    const [, name] = /\/(?:melo\.\w+\.v1\.\w+\/)?(\w+)$/.exec(request.url()) ?? [];
    if (request.method() !== 'POST' || !name || name === 'WatchNotifications' || name === 'RefreshSession') return;
    made.push(name);
    last = Date.now();
  });
  return {
    async quiet(): Promise<string[]> {
      last = Date.now();
      await until('no more calls', () => Promise.resolve(Date.now() - last > QUIET_MS));
      const calls = made;
      made = [];
      return calls;
    },
  };
}

const row = (page: Page, text: string | RegExp) => page.getByRole('row').filter({ hasText: text });
const count = (page: Page, number: number) => page.getByText(`${number} transactions`, { exact: true });

async function editsOnce(page: Page, calls: Calls): Promise<void> {
  await page.getByRole('button', { name: /^Note of Market/ }).click();
  await page.keyboard.type('weekly');
  await page.keyboard.press('Enter');
  await row(page, 'weekly').waitFor();
  const note = await calls.quiet();
  assert.deepEqual(note, ['UpdateTransaction'], 'a note changes no figure that is shown');
  await page.getByRole('button', { name: /^Amount of Market/ }).click();
  await page.keyboard.type('12,00');
  await page.keyboard.press('Enter');
  await row(page, '12.00').waitFor();
  const [update, ...reads] = await calls.quiet();
  assert.equal(update, 'UpdateTransaction');
  // The balance is read once, and once more when it followed the ledger later than it was expected to.
  assert.ok(['graphql', 'graphql,graphql'].includes(reads.join()), `${reads}`);
}

/** The contract has no method for several rows: one call each, and one refetch after the last. */
async function deletesAtOnce(page: Page, calls: Calls): Promise<void> {
  for (const payee of ['Kiosk', 'Cinema']) await row(page, payee).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Delete 2' }).click();
  await count(page, 3).waitFor();
  assert.equal(await row(page, /Kiosk|Cinema/).count(), 0);
  const made = await calls.quiet();
  assert.equal(made.filter((name) => name === 'DeleteTransaction').length, 2);
  assert.ok(made.length <= 2 + 2, `${made}`);
  assert.ok(!made.includes('ListTransactions'), `${made}`);
  await shoot(page, 'cache-deleted');
}

/** While the calls are on their way, the rows are gone already; the one that cannot be deleted comes back. */
async function putsBackWhatFailed(page: Page): Promise<void> {
  const url = callOf('DeleteTransaction');
  const answer = await rejectLater(page, url);
  for (const payee of ['Bakery', 'Station']) await row(page, payee).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Delete 2' }).click();
  await count(page, 1)
    .or(page.getByText('1 transaction', { exact: true }))
    .waitFor();
  assert.equal(await row(page, /Bakery|Station/).count(), 0);
  answer();
  await row(page, 'Bakery').waitFor();
  await row(page, 'Station').waitFor();
  await count(page, 3).waitFor();
  await page.getByRole('alert').filter({ hasText: en['ui.this-did-not-work'] }).waitFor();
  await page.unroute(url);
}

async function showsOthersChanges(page: Page, home: Household): Promise<void> {
  const categoryId = home.categories.get('Groceries')!;
  await spend(home.person, { accountId: home.card, categoryId, minorUnits: -500n, payee: 'From elsewhere' });
  await row(page, 'From elsewhere').waitFor();
  await count(page, 4).waitFor();
}
