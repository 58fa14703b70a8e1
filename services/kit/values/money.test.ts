import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { MoneySchema } from '#gen/melo/money/v1/money_pb.ts';
import { decimalText, exponentOf, formatMoney, money, parseMinorUnits, split, sum } from './money.ts';

test('exponents are those of ISO 4217', () => {
  const expected = { JPY: 0, EUR: 2, USD: 2, BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3, CLF: 4, HUF: 2 };
  for (const [code, exponent] of Object.entries(expected)) assert.equal(exponentOf(code), exponent, code);
});

test('a decimal finer than the currency is refused', () => {
  assert.equal(parseMinorUnits('1200.50', 'JPY'), undefined);
  assert.equal(parseMinorUnits('1.234', 'KWD'), 1234n);
  assert.equal(parseMinorUnits('1.2345', 'KWD'), undefined);
  assert.equal(parseMinorUnits('1e3', 'EUR'), undefined);
});

test('reading what was written gives the same amount, at any size', () => {
  const codes = fc.constantFrom('JPY', 'EUR', 'KWD', 'CLF');
  const units = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n });
  fc.assert(
    fc.property(codes, units, (code, minor) => parseMinorUnits(decimalText(money(code, minor)), code) === minor),
  );
});

test('the largest amount is read in every currency, one more is refused', () => {
  for (const code of ['JPY', 'EUR', 'CLF']) {
    const most = decimalText(money(code, 10n ** 18n));
    assert.equal(parseMinorUnits(most, code), 10n ** 18n);
    assert.equal(parseMinorUnits(`-${most}`, code), -(10n ** 18n));
    assert.equal(parseMinorUnits(decimalText(money(code, 10n ** 18n + 1n)), code), undefined);
  }
});

test('splitting hands out the remainder one unit at a time', () => {
  assert.deepEqual(split(10000n, 3), [3334n, 3333n, 3333n]);
  assert.deepEqual(split(16321n, 2), [8161n, 8160n]);
  assert.deepEqual(split(-10000n, 3), [-3334n, -3333n, -3333n]);
  fc.assert(
    fc.property(fc.bigInt(), fc.integer({ min: 1, max: 60 }), (units, parts) => sum(split(units, parts)) === units),
  );
});

test('amounts read as people write them, exact beyond 2^53', () => {
  assert.equal(formatMoney(money('EUR', -41277n), 'en'), '−€412.77');
  assert.equal(formatMoney(money('JPY', 0n), 'en'), '¥0');
  assert.equal(formatMoney(money('EUR', 900719925474099301n), 'en'), '€9,007,199,254,740,993.01');
});

test('an amount equals the one that protobuf-es creates', () => {
  for (const minorUnits of [0n, -1n, 2n ** 53n + 1n])
    assert.deepStrictEqual(money('EUR', minorUnits), create(MoneySchema, { currencyCode: 'EUR', minorUnits }));
});
