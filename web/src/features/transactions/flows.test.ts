/** What came in and what went out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exactOf } from '../../i18n/amounts.ts';
import { flowsOf } from './flows.ts';

test('in and out are summed by sign, each currency for itself', () => {
  const amounts = [exactOf('EUR', 500n), exactOf('EUR', -200n), exactOf('JPY', -3n), exactOf('EUR', -100n)];
  assert.deepEqual(flowsOf(amounts), [
    { into: exactOf('EUR', 500n), out: exactOf('EUR', -300n) },
    { into: exactOf('JPY', 0n), out: exactOf('JPY', -3n) },
  ]);
});
