/** Which responses mark figures as incomplete. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { BatchGetBudgetStatusesResponseSchema } from '#gen/melo/budgets/v1/budget_service_pb.ts';
import { GetNetWorthResponseSchema } from '#gen/melo/reports/v1/report_service_pb.ts';
import { saysIncomplete } from './incomplete.ts';

const accounts = (...incomplete: boolean[]) => ({
  listAccounts: { accounts: [{ balance: null }, ...incomplete.map((one) => ({ balance: { incomplete: one } }))] },
});

test('one incomplete report, budget or balance is enough', () => {
  assert.equal(saysIncomplete(create(GetNetWorthResponseSchema, { incomplete: true })), true);
  assert.equal(
    saysIncomplete(create(BatchGetBudgetStatusesResponseSchema, { statuses: [{}, { incomplete: true }] })),
    true,
  );
  assert.equal(saysIncomplete(accounts(false, true)), true);
});

test('no response yet, complete figures and responses without figures are not incomplete', () => {
  assert.equal(saysIncomplete(undefined), false);
  assert.equal(saysIncomplete(create(GetNetWorthResponseSchema, { points: [{ date: '2026-11-01' }] })), false);
  assert.equal(saysIncomplete(create(BatchGetBudgetStatusesResponseSchema, { statuses: [{}] })), false);
  assert.equal(saysIncomplete(accounts(false)), false);
  assert.equal(saysIncomplete({}), false);
});
