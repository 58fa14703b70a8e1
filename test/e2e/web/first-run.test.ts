/** The first minutes: the mail is sent again or to another address, the checklist ticks itself, sample data come and go. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { mailsTo, signUp, until } from '#infra/local/demo/api-client.ts';
import { en } from '../../../web/src/i18n/messages/en/index.ts';
import type { Messages } from '../../../web/src/i18n/messages/message-id.ts';
import { at, PASSWORD } from '../household.ts';
import { onPage, shoot, signIn } from '../page.ts';
import { languages } from './languages.ts';

const newAddress = (name: string) => `${name}.${randomUUID().slice(0, 8)}@example.com`;
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('a registration is mailed again or to another address, and its link says later that it was used', async () => {
  const [wrong, right] = [newAddress('wrong'), newAddress('right')];
  await onPage('registration', async (page) => {
    await page.goto(`${at.urls.web}/register`);
    await page.getByLabel(en['auth.name']).fill('Ada');
    await page.getByLabel(en['auth.email']).fill(wrong);
    await page.getByLabel(en['auth.password'], { exact: true }).fill(PASSWORD);
    await button(page, en['auth.create-account']).click();
    await button(page, en['auth.send-it-again']).click();
    await page.getByText(en['auth.sent-again']).waitFor();
    await shoot(page, 'check-mail');
    await until('two mails', async () => (await mailsTo(at, wrong)).length === 2);
    await page.getByRole('link', { name: en['auth.change-the-address'] }).click();
    // All but the address is there.
    await page.getByLabel(en['auth.email']).fill(right);
    await button(page, en['auth.create-account']).click();
    await page.getByText(right).waitFor();
    const link = await until('the mail', async () =>
      (await mailsTo(at, right)).map(({ text }) => /verify\?token=[\w.-]+/.exec(text)?.[0]).find(Boolean),
    );
    await page.goto(`${at.urls.web}/${link}`);
    await button(page, en['auth.verify-and-create-the-account']).click();
    await page.getByRole('heading', { name: en['overview.overview'] }).waitFor();
    await page.goto(`${at.urls.web}/${link}`);
    await button(page, en['auth.verify-and-create-the-account']).click();
    await page.getByRole('heading', { name: en['auth.your-address-is-verified'] }).waitFor();
    await shoot(page, 'already-verified');
  });
});

for (const [locale, messages] of languages)
  test(`the checklist ticks itself, and sample data are a household of their own (${locale})`, async () => {
    const email = newAddress('steps');
    const profile = { name: 'Ada', locale, timeZone: 'Europe/Berlin', baseCurrency: 'EUR' };
    await signUp(at, { email, password: PASSWORD, ...profile });
    await onPage(`first-run-${locale}`, async (page) => {
      await signIn(page, email, messages);
      const steps = page.getByRole('list', { name: messages['overview.first-steps'] });
      await steps.waitFor();
      await shoot(page, `first-steps-${locale}`);
      await triesSampleData(page, messages, locale);
      await steps.waitFor();
      await button(page, messages['overview.add-an-account']).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(messages['accounts.name']).fill('Giro');
      await dialog.getByRole('button', { name: messages['accounts.create-account'] }).click();
      await steps.getByText(messages['overview.done']).waitFor();
      assert.equal(await steps.getByText(messages['overview.done']).count(), 1);
      await shoot(page, `one-step-done-${locale}`);
      await steps.getByRole('link', { name: messages['overview.set-a-budget'] }).click();
      await page.getByText(messages['budget.how-much-do-you-want-to']).waitFor();
    });
  });

async function triesSampleData(page: Page, messages: Messages, locale: string): Promise<void> {
  await button(page, messages['overview.try-with-sample-data']).click();
  const note = page.getByText(messages['overview.this-is-sample-data']);
  await note.waitFor();
  await page.getByRole('heading', { name: messages['overview.latest-transactions'] }).waitFor();
  // All of the first steps are done in it.
  assert.equal(await page.getByRole('list', { name: messages['overview.first-steps'] }).count(), 0);
  await page
    .getByRole('listitem')
    .filter({ hasText: /Market Hall|Markthalle/ })
    .first()
    .waitFor();
  await shoot(page, `sample-${locale}`);
  await button(page, messages['overview.remove-the-sample-data']).click();
  await button(page, messages['household.delete-permanently']).click();
  await note.waitFor({ state: 'hidden' });
}
