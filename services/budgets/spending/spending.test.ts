/** What a transaction means for budget lines. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { factOf } from './entry.ts';

test('only the fees of a transfer are spending', () => {
  const line = (categoryId: string, minorUnits: bigint) => ({
    categoryId,
    amount: { currencyCode: 'EUR', minorUnits },
  });
  const transaction = {
    id: 't',
    postingDate: '2026-03-10',
    lines: [line('', -10_000n), line('fees', -250n)],
    transfer: { id: 'x' },
  };
  const event = create(TransactionEventSchema, {
    householdId: 'h',
    version: 1n,
    change: { case: 'transactionCreated', value: { after: transaction } },
  });
  assert.deepEqual(factOf(event)!.lines, [{ categoryId: 'fees', currency: 'EUR', minorUnits: 250n }]);
});
