/** A household without an account creates one where it is missed: in the dialog that adds a transaction. */
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { signUp } from '#infra/local/demo/api-client.ts';
import { de } from '../../../web/src/i18n/messages/de/index.ts';
import { at, PASSWORD } from '../household.ts';
import { onPage, shoot, signIn } from '../page.ts';

test('the first account is created in place, and the transaction is added to it', async () => {
  const email = `first.${randomUUID().slice(0, 8)}@example.com`;
  const profile = { name: 'first', locale: 'de-DE', timeZone: 'Europe/Berlin', baseCurrency: 'EUR' };
  await signUp(at, { email, password: PASSWORD, ...profile });
  await onPage('first-account', async (page) => {
    await signIn(page, email, de);
    await page.goto(`${at.urls.web}/transactions`);
    await page.getByRole('heading', { name: de['transactions.transactions'] }).waitFor();
    await page.keyboard.press('n');
    const adding = page.getByRole('dialog', { name: de['add.add-a-transaction'] });
    await adding.getByRole('button', { name: de['accounts.new-account'] }).click();
    const account = page.getByRole('dialog', { name: de['accounts.new-account'] });
    await account.getByLabel(de['accounts.name']).fill('Girokonto');
    await shoot(page, 'first-account');
    await account.getByRole('button', { name: de['accounts.create-account'] }).click();
    await account.waitFor({ state: 'hidden' });
    await adding.getByRole('combobox', { name: de['add.account'] }).and(page.locator('[value="Girokonto"]')).waitFor();
    await adding.getByLabel(de['add.amount'], { exact: true }).fill('5');
    await adding.getByLabel(de['add.payee']).fill('Bäcker');
    await adding.getByRole('button', { name: de['add.add-transaction'] }).click();
    await page.getByRole('row').filter({ hasText: 'Bäcker' }).waitFor();
  });
});
