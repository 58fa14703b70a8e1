import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paceOf } from './line-view.ts';

test('the pace moves through the period and is not shown outside of it', () => {
  assert.equal(paceOf({ days: 30, daysLeft: 30 }), 2);
  assert.equal(paceOf({ days: 30, daysLeft: 1 }), 98);
  assert.equal(paceOf({ days: 30, daysLeft: 0 }), undefined);
});
