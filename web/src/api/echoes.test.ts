/** Reports of own writes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectEcho, isEcho } from './echoes.ts';

test('as many reports as own writes are echoes; the next one is of someone else', () => {
  expectEcho('ledger');
  expectEcho('details');
  assert.deepEqual([isEcho('transactions'), isEcho('transactions'), isEcho('transactions')], [true, true, false]);
});

test('the report of another part, and one after a failed write, is no echo', () => {
  const takeBack = expectEcho('budgets');
  assert.ok(!isEcho('transactions'));
  takeBack();
  assert.ok(!isEcho('budgets'));
});

test('an echo that never came is forgotten', (t) => {
  t.mock.timers.enable({ apis: ['Date'] });
  expectEcho('budgets');
  t.mock.timers.tick(60_000);
  assert.ok(!isEcho('budgets'));
});

test('a report that stood for several writes leaves no echo behind for long, which would hide the change of someone else', (t) => {
  t.mock.timers.enable({ apis: ['Date'] });
  expectEcho('ledger');
  expectEcho('ledger');
  assert.ok(isEcho('transactions'));
  t.mock.timers.tick(3_000);
  assert.ok(!isEcho('transactions'));
});

test('the reports of several writes may be some time apart', (t) => {
  t.mock.timers.enable({ apis: ['Date'] });
  for (let i = 0; i < 3; i++) expectEcho('ledger');
  for (let i = 0; i < 2; i++) {
    assert.ok(isEcho('transactions'));
    t.mock.timers.tick(2_000);
  }
  assert.ok(isEcho('transactions'));
});
