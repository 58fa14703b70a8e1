/** The web when a household is deleted: the next one opens; a user without any is offered to create one. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { signIn as signInByApi, signUp } from '#infra/local/demo/api-client.ts';
import { at, PASSWORD } from './household.ts';
import { onPage, shoot, signIn } from './page.ts';

test('when a household is deleted the next one opens; without any, the page offers to create one', async () => {
  const email = `end.${randomUUID().slice(0, 8)}@example.com`;
  const person = await signUp(at, {
    email,
    password: PASSWORD,
    name: 'Robin End',
    locale: 'en-GB',
    baseCurrency: 'EUR',
  });
  const second = { name: 'Second home', baseCurrency: 'EUR', timeZone: 'Europe/Berlin' };
  await person.households.createHousehold({ household: second, requestId: randomUUID() });
  await onPage('household-end', async (page) => {
    await signIn(page, email);
    await page.getByRole('button', { name: 'Household Household, change' }).waitFor();
    await endFirst(email);
    await page.getByText('Second home').waitFor();
    await page.getByRole('heading', { name: 'Welcome' }).or(page.getByText('Welcome, Robin End')).first().waitFor();
    await noFailure(page);
    await endFirst(email);
    await page.getByRole('heading', { name: 'Create a household' }).waitFor();
    await noFailure(page);
    await look(page);
    await page.getByLabel('Name of the household').fill('Third home');
    await page.getByRole('button', { name: 'Create household' }).click();
    await page.getByText('Third home').waitFor();
    await page.getByText('Welcome, Robin End').waitFor();
    await noFailure(page);
  });
});

/** Deletes the person's default household from another device. */
async function endFirst(email: string): Promise<void> {
  // A session of its own: a change of memberships ends the tokens that were issued before it.
  const { households } = await signInByApi(at, email, PASSWORD);
  const [first] = (await households.listHouseholds({})).households;
  await households.deleteHousehold({ id: first!.id, requestId: randomUUID() });
}

const noFailure = async (page: Page) =>
  assert.equal(await page.getByText('This could not be loaded').count(), 0, 'an error is shown');

async function look(page: Page): Promise<void> {
  await shoot(page, 'no-household');
  await page.emulateMedia({ colorScheme: 'dark' });
  await shoot(page, 'no-household-dark');
  await page.setViewportSize({ width: 390, height: 844 });
  await shoot(page, 'no-household-phone-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await shoot(page, 'no-household-phone');
  await page.setViewportSize({ width: 1280, height: 900 });
}
