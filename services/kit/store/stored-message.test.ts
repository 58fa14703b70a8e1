import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BudgetSchema } from '#gen/melo/budgets/v1/budget_pb.ts';
import { storedMessage } from './stored-message.ts';

test('a message with a field of a newer process is read without it', () => {
  const budget = storedMessage(BudgetSchema, { id: 'a', name: 'Home', fieldOfTomorrow: { deep: [1] } });
  assert.equal(budget.name, 'Home');
  assert.equal('fieldOfTomorrow' in budget, false);
});
