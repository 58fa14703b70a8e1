/** The room of figures in a register. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { figureWidth } from './figure-width.ts';

const eur = (minorUnits: bigint) => ({ currencyCode: 'EUR', minorUnits });

test('the longest figure decides, the sign included', () => {
  assert.deepEqual(figureWidth([eur(-123_456_789n), eur(1n)], 'en', false), {
    characters: '−€1,234,567.89'.length,
    size: 'normal',
    short: false,
  });
});

test('long figures are set smaller, and written short only where the table is narrow', () => {
  const amounts = [{ currencyCode: 'IDR', minorUnits: 1_234_567_890_123_456n }];
  assert.deepEqual(figureWidth(amounts, 'id-ID', false).short, false);
  const { size, short } = figureWidth(amounts, 'id-ID', true);
  assert.deepEqual([size, short], ['smaller', true]);
});
