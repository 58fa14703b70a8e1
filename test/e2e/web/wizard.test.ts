/** The import wizard says at once what is no bank's file, and goes on after a reload where it was. */
import { test } from 'node:test';
import { de } from '../../../web/src/i18n/messages/de/index.ts';
import { at, newHousehold } from '../household.ts';
import { onPage, shoot, signIn } from '../page.ts';

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const STATEMENT = Buffer.from('Date,Description,Amount\n2026-11-04,COFFEE BAR,-4.50\n');

test('the wizard names a wrong file, and a reload or going back loses neither file nor step', async () => {
  const home = await newHousehold('wizard', 'de-DE');
  await onPage('wizard-reload', async (page) => {
    await signIn(page, home.email, de);
    await page.goto(`${at.urls.web}/import?account=${home.checking}`);
    const choose = (buffer: Buffer, name: string) =>
      page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer });
    await choose(Buffer.alloc(0), 'empty.csv');
    await page.getByText(de['import.this-file-is-empty']).waitFor();
    await choose(PNG, 'picture.csv');
    await page.getByText(de['import.this-is-not-a-csv-file']).waitFor();
    await choose(STATEMENT, 'bank.csv');
    await page.getByRole('button', { name: de['import.continue'] }).click();
    await page.getByText(de['import.how-the-file-is-read']).waitFor();
    await page.reload();
    await page.getByText(de['import.how-the-file-is-read']).waitFor();
    await page.getByRole('button', { name: new RegExp(`^${de['import.review']}`) }).click();
    const rows = page.getByRole('radiogroup', { name: de['import.show-rows'] });
    await rows.waitFor();
    await page.reload();
    await rows.waitFor();
    await shoot(page, 'wizard-after-reload');
    await page.goBack();
    await page.getByText(de['import.how-the-file-is-read']).waitFor();
    await page.goForward();
    await rows.waitFor();
    await page.getByRole('button', { name: '1 Buchung importieren' }).click();
    await page.getByRole('heading', { name: /^1 Buchung/ }).waitFor();
  });
});
