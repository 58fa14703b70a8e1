/** No amount of the register is ever cut: long ones, in currencies with many digits, on every width. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import { formatMoney, money } from '#kit/values/money.ts';
import { de } from '../../../web/src/i18n/messages/de/index.ts';
import { at, newHousehold, today } from '../household.ts';
import { onPage, shoot, signIn } from '../page.ts';

type Household = Awaited<ReturnType<typeof newHousehold>>;

const LOCALE = 'de-DE';
/** Sixteen digits each. */
const amounts = ['IDR', 'VND', 'KRW', 'KWD'].map((currency) => money(currency, -1_234_567_890_123_456n));
const WIDTHS = [390, 820, 1280, 1920];

test('amounts of sixteen digits are shown whole, or short with the whole one beside them', async () => {
  const home = await newHousehold('amounts', LOCALE);
  const accounts = await Promise.all(amounts.map((amount) => openLong(home, amount)));
  await onPage('amounts', async (page) => {
    await signIn(page, home.email, de);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await look(page, `${at.urls.web}/transactions`, amounts, width);
      for (const [i, account] of accounts.entries())
        await look(page, `${at.urls.web}/transactions?account=${account}`, [amounts[i]!], width);
      if (width !== 390) await staysWhole(page);
    }
  });
});

async function openLong({ person, categories }: Household, amount: (typeof amounts)[number]): Promise<string> {
  const { currencyCode } = amount;
  const account = {
    name: `Konto ${currencyCode}`,
    type: AccountType.CHECKING,
    openingDate: today.subtract({ years: 1 }).toString(),
    openingBalance: money(currencyCode, 0n),
  };
  const { id } = (await person.accounts.createAccount({ account, requestId: randomUUID() })).account!;
  const transaction = {
    accountId: id,
    postingDate: today.toString(),
    payee: `Miete ${currencyCode}`,
    amount,
    lines: [{ categoryId: categories.get('Lebensmittel')!, amount }],
  };
  await person.transactions.createTransaction({ transaction, requestId: randomUUID() });
  return id;
}

/** Each amount is there as a whole, as text or where it is said in full, and nothing reaches over its edge. */
async function look(page: Page, url: string, wanted: typeof amounts, width: number): Promise<void> {
  await page.goto(url);
  const main = page.getByRole('main');
  for (const amount of wanted) {
    const row = main.locator('tr[data-id], li').filter({ hasText: `Miete ${amount.currencyCode}` });
    const whole = formatMoney(amount, LOCALE);
    const said = row.getByText(whole).or(row.getByTitle(whole));
    await said.first().waitFor();
  }
  await shoot(page, `amounts-${width}-${wanted.length}`);
  assert.deepEqual(await page.evaluate(cutOff), [], `at ${width} px`);
}

/** Figures that are wider than the element that clips them, and a page that scrolls sideways. */
function cutOff(): string[] {
  const found = document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : [];
  for (const figure of document.querySelectorAll('main [class*="amount"], main [class*="short"]')) {
    const { left, right } = figure.getBoundingClientRect();
    for (let box = figure.parentElement; box && box.tagName !== 'MAIN'; box = box.parentElement) {
      const edge = box.getBoundingClientRect();
      const clips = getComputedStyle(box).overflowX !== 'visible' || box.tagName === 'TD';
      if (clips && (left < edge.left - 1 || right > edge.right + 1))
        found.push(`${figure.textContent} in ${box.tagName}`);
    }
  }
  return found;
}

/** The editor of a short amount has the whole one. */
async function staysWhole(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Betrag von Miete/ })
    .first()
    .click();
  const field = page.getByRole('textbox', { name: /^Betrag von Miete/ });
  assert.match((await field.inputValue()).replaceAll(/\D/g, ''), /^1234567890123456$/);
  await page.keyboard.press('Escape');
}
