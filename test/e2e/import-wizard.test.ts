/** The import wizard shows of each trial file what its rows must come to, and lets people decide what only they know. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import { money } from '#kit/values/money.ts';
import { TRIAL_AMOUNTS, trialContent, trialFile } from '../../services/transactions/import/testing/trials.ts';
import { de } from '../../web/src/i18n/messages/de/index.ts';
import { en } from '../../web/src/i18n/messages/en/index.ts';
import type { Messages } from '../../web/src/i18n/messages/message-id.ts';
import { at, eur, newHousehold, spend, today } from './household.ts';
import { onPage, shoot, signIn } from './page.ts';

type Household = Awaited<ReturnType<typeof newHousehold>>;
type Opening = { readonly currency?: string; readonly isCard?: boolean; readonly openingDate?: string };

/** An account that is older than every row, unless told otherwise. */
async function openAccount({ person }: Household, name: string, opening: Opening = {}): Promise<string> {
  const { currency = 'EUR', isCard = false, openingDate = '1990-01-01' } = opening;
  const type = isCard ? AccountType.CREDIT_CARD : AccountType.CHECKING;
  const account = { name, type, openingDate, openingBalance: money(currency, 0n) };
  return (await person.accounts.createAccount({ account, requestId: randomUUID() })).account!.id;
}

/** Chooses a file and an account, takes the mapping as it is proposed, and goes on to the review. */
async function review(
  page: Page,
  account: string,
  file: { name: string; buffer: Buffer },
  messages: Messages = en,
): Promise<void> {
  await page.goto(`${at.urls.web}/import`);
  await page.locator('input[type=file]').setInputFiles({ mimeType: 'text/csv', ...file });
  await page.getByRole('combobox', { name: messages['import.into-the-account'] }).click();
  await page.getByRole('option', { name: account, exact: true }).click();
  await page.getByRole('button', { name: messages['import.continue'] }).click();
  await page.getByRole('button', { name: new RegExp(`^${messages['import.review']}`) }).click();
  await page.getByRole('radiogroup', { name: messages['import.show-rows'] }).waitFor();
}

const rows = (page: Page, messages: Messages = en) =>
  page.getByRole('table', { name: messages['import.rows-of-the-file'] }).getByRole('row');
const cell = { amount: 4, status: 5 } as const;

/** What each row of the review shows, without the head of the table. */
const shown = (page: Page, messages: Messages): Promise<string[][]> =>
  rows(page, messages).evaluateAll((found) =>
    found.slice(1).map((row) => [...row.querySelectorAll('td')].map((one) => one.textContent ?? '')),
  );

/** −€1,234.56 as −123456. */
const minorUnits = (text: string): number => Number(text.replaceAll('\u2212', '-').replace(/[^\d-]/g, ''));

/** A person reads the files that are written as their locale writes dates and amounts. */
const byLocale = Map.groupBy(TRIAL_AMOUNTS, ([, , , more]) => more?.locale ?? 'en-GB');

for (const [locale, trials] of byLocale)
  test(`the wizard shows a person of ${locale} the rows of ${trials.length} trial files as they are`, async () => {
    const messages: Messages = locale.startsWith('de') ? de : en;
    const home = await newHousehold('wizard', locale);
    for (const [name, , , more] of trials) await openAccount(home, name, more as Opening);
    const wrong: string[] = [];
    await onPage('wizard', async (page) => {
      await signIn(page, home.email, messages);
      for (const [name, expected, errors = 0] of trials) {
        await review(page, name, { name: trialFile(name), buffer: trialContent(name) }, messages);
        const found = await shown(page, messages);
        const failed = found.filter((cells) => cells[cell.status]!.startsWith(messages['import.unreadable']));
        const read = found.filter((cells) => !failed.includes(cells)).map((cells) => minorUnits(cells[cell.amount]!));
        if (`${read}` !== `${expected}` || failed.length !== errors)
          wrong.push(`${name}: ${read} and ${failed.length} errors, not ${expected} and ${errors}`);
      }
    });
    assert.deepEqual(wrong, []);
  });

const csv = (...lines: string[]) => ({ name: 'bank.csv', buffer: Buffer.from(`${lines.join('\n')}\n`) });
const head = 'Date,Description,Amount';

test('a possible duplicate stands beside its entry and is not taken until a person says so', async () => {
  const home = await newHousehold('duplicate');
  await openAccount(home, 'Daily');
  await onPage('duplicate', async (page) => {
    await signIn(page, home.email);
    await review(page, 'Daily', csv(head, '2026-03-04,COFFEE BAR,-4.50', '2026-03-05,BAKER,-2.20'));
    await page.getByRole('button', { name: 'Import 2 transactions' }).click();
    await page.getByRole('heading', { name: /^2 transactions imported/ }).waitFor();
    await review(page, 'Daily', csv(head, '2026-03-04,Coffee Bar Berlin,-4.50', '2026-03-05,BAKER,-2.20'));
    const possible = rows(page).filter({ hasText: 'Possible duplicate' });
    await possible.getByText(/Yours: .*COFFEE BAR/).waitFor();
    assert.equal(await possible.getByRole('checkbox').isChecked(), false);
    await page.getByRole('button', { name: 'Nothing to import' }).waitFor();
    await shoot(page, 'wizard-possible-duplicate');
    await possible.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Import 1 transaction' }).waitFor();
  });
});

test('a row that would join an entry of one’s own can be another purchase', async () => {
  const home = await newHousehold('another');
  const account = await openAccount(home, 'Daily');
  await spend(home.person, {
    accountId: account,
    categoryId: home.categories.get('Groceries')!,
    minorUnits: -1000n,
    payee: 'Market',
    postingDate: '2026-03-04',
  });
  await onPage('another', async (page) => {
    await signIn(page, home.email);
    await review(page, 'Daily', csv(head, '2026-03-05,MARKET 12,-10.00'));
    const joins = rows(page).filter({ hasText: 'Matches yours' });
    await joins.getByText(/Yours: .*Market/).waitFor();
    await shoot(page, 'wizard-joins');
    await joins.getByRole('button', { name: 'Another purchase' }).click();
    await page.getByRole('button', { name: 'Import 1 transaction' }).click();
    await page.getByRole('heading', { name: /^1 transaction imported/ }).waitFor();
    const { transactions } = await home.person.transactions.listTransactions({ accountIds: [account] });
    assert.deepEqual(
      transactions.map(({ amount }) => amount),
      [eur(-1000n), eur(-1000n)],
    );
  });
});

test('rows before the opening are one offer for the file, which keeps today’s balance', async () => {
  const home = await newHousehold('early');
  const openingDate = today.subtract({ days: 30 }).toString();
  await openAccount(home, 'Young', { openingDate });
  const early = today.subtract({ days: 60 }).toString();
  await onPage('early', async (page) => {
    await signIn(page, home.email);
    await review(page, 'Young', csv(head, `${early},OLD SHOP,-10.00`, `${today},NEW SHOP,-5.00`));
    const offer = page.getByRole('checkbox', { name: /keep today’s balance/ });
    await page.getByRole('button', { name: 'Import 1 transaction' }).waitFor();
    await shoot(page, 'wizard-early-rows');
    await offer.check();
    await page.getByRole('button', { name: 'Import 2 transactions' }).click();
    await page.getByRole('heading', { name: /^2 transactions imported/ }).waitFor();
  });
});
