/** Amounts as people type and read them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exactOf, readAmount, writeAmount, writeChange, writeCompact, writePercent, writePlain } from './amounts.ts';

const readings: readonly [text: string, currency: string, locale: string, units: bigint | undefined][] = [
  ['12', 'EUR', 'en', 1200n],
  ['12.5', 'EUR', 'en', 1250n],
  ['12,50', 'EUR', 'en', 1250n],
  ['12.50', 'EUR', 'de-DE', 1250n],
  ['1.234,50', 'EUR', 'de-DE', 123450n],
  ['1,234.50', 'EUR', 'en', 123450n],
  ['1 234,50', 'EUR', 'fr-FR', 123450n],
  ["1'234.50", 'CHF', 'de-CH', 123450n],
  ['1.234', 'EUR', 'de-DE', 123400n],
  ['1,234', 'EUR', 'en', 123400n],
  ['1.234.567', 'EUR', 'de-DE', 123456700n],
  ['1.234', 'KWD', 'en', 1234n],
  ['−3', 'EUR', 'en', -300n],
  ['-3,20', 'EUR', 'de-DE', -320n],
  ['20 + 4.50 − 1', 'EUR', 'en', 2350n],
  ['.5', 'EUR', 'en', 50n],
  ['5,', 'EUR', 'de-DE', 500n],
  ['1200', 'JPY', 'ja-JP', 1200n],
  ['1200.50', 'JPY', 'ja-JP', undefined],
  ['12.345', 'EUR', 'en', undefined],
  ['1.23.4', 'EUR', 'de-DE', undefined],
  ['12,34,56', 'EUR', 'en', undefined],
  ['', 'EUR', 'en', undefined],
  ['-', 'EUR', 'en', undefined],
  ['12 €', 'EUR', 'en', undefined],
  ['twelve', 'EUR', 'en', undefined],
  ['90071992547409.93', 'EUR', 'en', 9007199254740993n],
];

for (const [text, currency, locale, units] of readings) {
  test(`"${text}" in ${currency}, ${locale}, is ${units ?? 'no amount'}`, () => {
    assert.equal(readAmount(text, currency, locale), units);
  });
}

test('an amount written without currency is read as the same amount in every locale', () => {
  for (const locale of ['en', 'de-DE', 'fr-FR', 'de-CH', 'sv-SE', 'ja-JP']) {
    for (const units of [0n, 1n, -1n, 123456n, -9007199254740993n]) {
      assert.equal(readAmount(writePlain(exactOf('EUR', units), locale), 'EUR', locale), units);
    }
  }
});

test('a negative amount has a minus sign, a positive change a plus sign, and zero none', () => {
  assert.equal(writeAmount(exactOf('EUR', -123450n), 'en'), '−€1,234.50');
  assert.equal(writeChange(exactOf('EUR', 5n), 'en'), '+€0.05');
  assert.equal(writeChange(exactOf('EUR', 0n), 'en'), '€0.00');
});

test('a compact amount has four digits and the sign of the whole one', () => {
  assert.equal(writeCompact(exactOf('EUR', -123_456_789_012_345_678n), 'en'), '−€1235T');
  assert.equal(writeCompact(exactOf('KRW', 9_876_543n), 'en'), '₩9.877M');
  assert.equal(writeCompact(exactOf('JPY', 1_234_567n), 'de-DE'), '1,235\u00a0Mio.\u00a0¥');
  assert.equal(writeCompact(exactOf('EUR', 0n), 'en'), '€0');
});

test('percentages have the form of the locale', () => {
  assert.equal(writePercent(47, 'en'), '47%');
  assert.equal(writePercent(130, 'de-DE'), '130\u00a0%');
});
