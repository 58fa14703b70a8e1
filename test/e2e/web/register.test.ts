/** The register as a person works in it: split, transfers, filters and their sums, an account's own page, undoing, dense rows, one button to add. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '#infra/local/demo/api-client.ts';
import type { Messages } from '../../../web/src/i18n/messages/message-id.ts';
import { at, eur, newHousehold, spend, today } from '../household.ts';
import { onPage, shoot, signIn } from '../page.ts';
import { languages } from './languages.ts';

type Household = Awaited<ReturnType<typeof newHousehold>>;
type Story = { readonly page: Page; readonly home: Household; readonly messages: Messages };

for (const [locale, messages] of languages)
  test(`the register splits, filters, undoes and shows an account as its own page (${locale})`, async () => {
    const home = await filled(locale);
    await onPage(`register-${locale}`, async (page) => {
      await signIn(page, home.email, messages);
      await page.goto(`${at.urls.web}/transactions`);
      await row(page, 'Market').waitFor();
      const story = { page, home, messages };
      await hasOneButton(story);
      await splitsByTyping(story);
      await showsDirections(story);
      await undoesTogether(story);
      await sumsFiltered(story);
      await isAnAccountsPage(story);
      await setsDenseRows(story);
    });
  });

async function filled(locale: string): Promise<Household> {
  const home = await newHousehold('register', locale);
  const { person, checking, card } = home;
  const categoryId = home.categories.get('Groceries') ?? home.categories.get('Lebensmittel')!;
  for (const [payee, minorUnits] of [
    ['Market', -250_000n],
    ['Kiosk', -300n],
    ['Refund', 1200n],
  ] as const)
    await spend(person, { accountId: checking, categoryId, minorUnits, payee });
  await person.transactions.createTransfer({
    fromAccountId: checking,
    toAccountId: card,
    postingDate: today.toString(),
    amount: eur(5000n),
    requestId: randomUUID(),
  });
  return home;
}

const row = (page: Page, text: string | RegExp) => page.getByRole('row').filter({ hasText: text });
const named = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const of = (message: string, name: string): string => message.replace('{name}', name);

async function hasOneButton({ page, messages }: Story): Promise<void> {
  for (const width of [390, 820, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.getByText('Market').first().waitFor();
    const buttons = named(page, messages['transactions.add-transaction']).or(named(page, messages['app.add']));
    assert.equal(await buttons.filter({ visible: true }).count(), 1, `at ${width} px`);
    await shoot(page, `register-${width}-${messages['app.overview']}`);
  }
}

/** The keyboard is in the editor at once, and the part that is not typed takes the rest. */
async function splitsByTyping({ page, messages }: Story): Promise<void> {
  await named(page, of(messages['transactions.more-for-name'], 'Market')).click();
  await page.getByRole('menuitem', { name: messages['transactions.split'], exact: true }).click();
  const amountOf = (number: string) =>
    page.getByRole('textbox', {
      name: messages['transactions.amount-of-split-line-number'].replace('{number}', number),
    });
  await until('the keyboard in the editor', () => amountOf('1').evaluate((one) => one === document.activeElement));
  await page.keyboard.type('1000');
  assert.match(await amountOf('2').inputValue(), /^1500[.,]00$/);
  await shoot(page, `register-split-${messages['app.overview']}`);
  await named(page, messages['transactions.save-split']).click();
  await row(page, 'Market')
    .filter({ hasText: messages['transactions.split-into-count'].replace('{count}', '2') })
    .waitFor();
  await named(page, messages['ui.undo']).click();
  await named(page, of(messages['transactions.category-of-name'], 'Market'))
    .or(page.getByRole('button', { name: /Market: (Groceries|Lebensmittel)/ }))
    .first()
    .waitFor();
}

async function showsDirections({ page, messages }: Story): Promise<void> {
  await row(page, /50[.,]00/)
    .filter({ has: page.getByLabel(messages['transactions.transfer-to']) })
    .getByText('Card')
    .first()
    .waitFor();
  await row(page, /50[.,]00/)
    .filter({ has: page.getByLabel(messages['transactions.transfer-from']) })
    .getByText('Checking')
    .first()
    .waitFor();
}

/** Three changes are one toast; the key undoes the last of them, the button the others, in one row even. */
async function undoesTogether({ page, messages }: Story): Promise<void> {
  const noteOf = of(messages['transactions.note-of-name'], 'Kiosk');
  for (const note of ['one', 'two', 'three']) {
    await page.getByRole('button', { name: new RegExp(`^${noteOf}`) }).click();
    await page.keyboard.type(note);
    await page.keyboard.press('Enter');
    await row(page, 'Kiosk').getByText(note).waitFor();
  }
  const three = page.getByRole('alert').filter({ hasText: /^3 / });
  await three.waitFor();
  const offers = page.getByRole('alert').filter({ has: page.getByRole('button', { name: messages['ui.undo'] }) });
  assert.equal(await offers.or(three).count(), 1);
  await shoot(page, `register-undo-${messages['app.overview']}`);
  await page.keyboard.press('Control+z');
  await row(page, 'Kiosk').getByText('two').waitFor();
  await named(page, messages['ui.undo-all']).click();
  await page.getByRole('button', { name: messages['transactions.label-empty'].replace('{label}', noteOf) }).waitFor();
}

/** Unfiltered, the sum of all rows means nothing. */
async function sumsFiltered({ page, messages }: Story): Promise<void> {
  const totals = page.getByRole('region', { name: messages['transactions.filtered-total'] });
  assert.equal(await totals.getByText(messages['transactions.net'], { exact: true }).count(), 0);
  await page.goto(`${at.urls.web}/transactions?from=${today.subtract({ days: 3 })}`);
  for (const [label, figure] of [
    [messages['transactions.in'], /62[.,]00/],
    [messages['transactions.out'], /2[.,]553[.,]00/],
    [messages['transactions.net'], /2[.,]491[.,]00/],
  ] as const) {
    await totals.getByText(label, { exact: true }).waitFor();
    await totals.getByText(figure).waitFor();
  }
  await shoot(page, `register-sums-${messages['app.overview']}`);
}

async function isAnAccountsPage({ page, home, messages }: Story): Promise<void> {
  await page.goto(`${at.urls.web}/transactions?account=${home.checking}`);
  await page.getByRole('heading', { name: 'Checking' }).waitFor();
  const main = page.getByRole('main');
  await main
    .getByText(messages['transactions.in-this-month'])
    .filter({ hasText: /12[.,]00/ })
    .waitFor();
  await main
    .getByText(messages['transactions.out-this-month'])
    .filter({ hasText: /2[.,]553[.,]00/ })
    .waitFor();
  await main.getByRole('link', { name: messages['transactions.import'], exact: true }).waitFor();
  assert.equal(await page.getByRole('list', { name: messages['transactions.active-filters'] }).count(), 0);
  await shoot(page, `register-account-${messages['app.overview']}`);
  await main.getByRole('link', { name: messages['transactions.all-transactions'] }).click();
  await page.getByRole('heading', { name: messages['transactions.transactions'] }).waitFor();
}

/** Dense rows stay dense; where there is little room, no column of empty notes takes it. */
async function setsDenseRows({ page, messages }: Story): Promise<void> {
  const height = async () => (await row(page, 'Kiosk').boundingBox())?.height ?? 0;
  await row(page, 'Kiosk').waitFor();
  assert.equal(await height(), 37);
  await named(page, messages['transactions.dense-rows']).click();
  await until('dense rows', async () => (await height()) === 29);
  await page.setViewportSize({ width: 820, height: 900 });
  await page.reload();
  await row(page, 'Kiosk').waitFor();
  assert.equal(await height(), 29);
  assert.equal(await page.getByRole('columnheader', { name: messages['transactions.note'] }).count(), 0);
  await shoot(page, `register-dense-${messages['app.overview']}`);
}
