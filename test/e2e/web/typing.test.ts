/** What a person types is never lost: keys, lists, dialogs, reloads and failed writes, in both languages. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '#infra/local/demo/api-client.ts';
import type { Messages } from '../../../web/src/i18n/messages/message-id.ts';
import { at, newHousehold, spend } from '../household.ts';
import { onPage, shoot, signIn } from '../page.ts';
import { callOf, cut } from './interception.ts';
import { languages } from './languages.ts';

type Household = Awaited<ReturnType<typeof newHousehold>>;
type Story = { readonly page: Page; readonly home: Household; readonly messages: Messages };

for (const [locale, messages] of languages)
  test(`what is typed into a dialog or a cell is kept until it is saved or discarded (${locale})`, async () => {
    const home = await newHousehold('typing', locale);
    const categoryId = home.categories.get('Groceries') ?? home.categories.get('Lebensmittel')!;
    await spend(home.person, { accountId: home.checking, categoryId, minorUnits: -1000n, payee: 'Market' });
    await onPage(`typing-${locale}`, async (page) => {
      await signIn(page, home.email, messages);
      await page.goto(`${at.urls.web}/transactions`);
      await page.getByText('Market').first().waitFor();
      const story = { page, home, messages };
      await takesEveryKey(story);
      await asksBeforeDropping(story);
      await survivesReload(story);
      await addsAndGoesOn(story);
      await keepsFailedEdit(story);
    });
  });

const dialogOf = ({ page, messages }: Story) => page.getByRole('dialog', { name: messages['add.add-a-transaction'] });
const buttonOf = ({ page }: Story, name: string) => page.getByRole('button', { name, exact: true });
const amountOf = (story: Story) => dialogOf(story).getByLabel(story.messages['add.amount'], { exact: true });
const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });

/** Keys follow without a pause: the first belongs to the amount already. Enter picks from a list, and submits only without one. */
async function takesEveryKey(story: Story): Promise<void> {
  const { page, home, messages } = story;
  await page.keyboard.press('n');
  await page.keyboard.type('7,70');
  assert.equal(await amountOf(story).inputValue(), '7,70');
  await page.keyboard.press('Tab');
  assert.equal(await page.getByRole('grid').count(), 0, 'the calendar covers what comes next');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Kiosk');
  await page.keyboard.press('Tab');
  const [name] = [...home.categories].find(([one]) => /^Rest/.test(one))!;
  await page.keyboard.type('Rest');
  await page.keyboard.press('Enter');
  await dialogOf(story)
    .getByRole('combobox', { name: messages['add.category'] })
    .and(page.locator(`[value*="${name}"]`))
    .waitFor();
  await page.keyboard.press('Enter');
  await dialogOf(story).waitFor({ state: 'hidden' });
  await row(page, 'Kiosk')
    .filter({ hasText: name })
    .filter({ hasText: /7[.,]70/ })
    .waitFor();
}

async function asksBeforeDropping(story: Story): Promise<void> {
  const { page, messages } = story;
  await buttonOf(story, messages['transactions.add-transaction']).click();
  await page.keyboard.type('1.2345');
  await page.mouse.click(5, 5);
  await amountOf(story).press('Enter');
  await dialogOf(story)
    .getByText(/^EUR (has|hat) 2/)
    .waitFor();
  await page.keyboard.press('Escape');
  const question = page.getByRole('dialog', { name: messages['ui.discard-what-you-typed'] });
  await question.waitFor();
  await shoot(page, `typing-discard-${messages['app.overview']}`);
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'hidden' });
  assert.equal(await amountOf(story).inputValue(), '1.2345');
  await page.keyboard.press('Escape');
  await question.getByRole('button', { name: messages['ui.discard'], exact: true }).click();
  await dialogOf(story).waitFor({ state: 'hidden' });
  await until('the focus to return', () =>
    page.evaluate((name) => document.activeElement?.textContent === name, messages['transactions.add-transaction']),
  );
}

async function survivesReload(story: Story): Promise<void> {
  const { page, messages } = story;
  await page.keyboard.press('n');
  await amountOf(story).fill('42');
  await page.reload();
  await page.getByText('Market').first().waitFor();
  await page.keyboard.press('n');
  await dialogOf(story).getByText(messages['ui.what-you-typed-is-restored']).waitFor();
  assert.match(await amountOf(story).inputValue(), /^42/);
  await shoot(page, `typing-restored-${messages['app.overview']}`);
}

async function addsAndGoesOn(story: Story): Promise<void> {
  const { page, messages } = story;
  await dialogOf(story).getByLabel(messages['add.payee']).fill('Baker');
  await buttonOf(story, messages['add.add-and-next']).click();
  await until('an empty form', async () => (await amountOf(story).inputValue()) === '');
  await page.keyboard.type('3');
  await page.keyboard.press('Control+Enter');
  await until('another empty form', async () => (await amountOf(story).inputValue()) === '');
  await page.keyboard.press('Escape');
  await dialogOf(story).waitFor({ state: 'hidden' });
  await row(page, 'Baker')
    .filter({ hasText: /42[.,]00/ })
    .waitFor();
}

async function keepsFailedEdit(story: Story): Promise<void> {
  const { page, messages } = story;
  const update = callOf('UpdateTransaction');
  await cut(page, update);
  const noteOf = messages['transactions.note-of-name'].replace('{name}', 'Market');
  await page.getByRole('button', { name: new RegExp(`^${noteOf}`) }).click();
  await page.keyboard.type('my note');
  await page.keyboard.press('Enter');
  const unsaved = page.getByRole('alert').filter({ hasText: 'my note' });
  await unsaved.waitFor();
  await shoot(page, `typing-unsaved-${messages['app.overview']}`);
  await page.unroute(update);
  await unsaved.getByRole('button', { name: messages['ui.try-again'] }).click();
  await row(page, 'Market').filter({ hasText: 'my note' }).waitFor();
  await page
    .getByRole('button', {
      name: new RegExp(`${messages['transactions.category-of-name'].replace('{name}', 'Market')}`),
    })
    .click();
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Escape');
  await until('the focus to return to the cell', () =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label')?.includes('Market') ?? false),
  );
}
