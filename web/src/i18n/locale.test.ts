/** Language and formats are two settings: the texts follow one, numbers and dates the other. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exactOf, readAmount, writeAmount, writePercent, writePlain } from './amounts.ts';
import { formatDay, formatMonth, formatShortDay, readDay } from './dates.ts';
import { appLocale, localeOf, regionOf } from './locale.ts';

const amount = exactOf('EUR', -123_450n);
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ').replaceAll('’', "'");

test('numbers and numeric dates follow the region, words in dates the language', () => {
  for (const [locale, written, day, short, month] of [
    ['de-DE', '−1.234,50 €', '14. März 2025', '14.03.2025', 'März 2025'],
    ['en-DE', '−1.234,50 €', '14 Mar 2025', '14.03.2025', 'March 2025'],
    ['de-FR', '−1 234,50 €', '14. März 2025', '14/03/2025', 'März 2025'],
    ['de-US', '−€1,234.50', '14. März 2025', '03/14/2025', 'März 2025'],
    ['en-US', '−€1,234.50', 'Mar 14, 2025', '03/14/2025', 'March 2025'],
    ['de-CH', "EUR−1'234.50", '14. März 2025', '14.03.2025', 'März 2025'],
  ] as const) {
    assert.equal(plain(writeAmount(amount, locale)).replace('EUR ', 'EUR'), written, locale);
    assert.equal(formatDay('2025-03-14', locale, '2026-11-27'), day, locale);
    assert.equal(formatShortDay('2025-03-14', locale), short, locale);
    assert.equal(formatMonth('2025-03', locale), month, locale);
    assert.equal(readAmount(writePlain(amount, locale), 'EUR', locale), -123_450n, locale);
    assert.equal(readDay(short, locale, '2026-11-27'), '2025-03-14', locale);
  }
});

test('a language without texts shows English, with its region’s formats and no words of its own', () => {
  assert.equal(appLocale('fr-FR'), 'en-FR');
  assert.equal(formatMonth('2025-12', appLocale('fr-FR')), 'December 2025');
  assert.equal(plain(writePercent(47, appLocale('fr-FR'))), '47 %');
});

test('the settings are read from a locale and written as one', () => {
  assert.deepEqual(['de', 'en', 'fr-CH', 'de-AT', '', 'en-en-en'].map(regionOf), ['DE', 'US', 'CH', 'AT', 'US', 'US']);
  assert.equal(localeOf('de', 'CH'), 'de-CH');
});
