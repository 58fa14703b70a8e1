import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DynamoDBClient, TransactionCanceledException, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { DuplicateRequestError } from '../idempotency.ts';
import { StaleDecisionError } from '../stale-decision.ts';
import { transact } from './transact.ts';

/** A client whose first answers are cancellations for these reasons, and then success; with how often it was asked. */
function cancelling(...reasons: readonly (readonly string[])[]) {
  const seen = { calls: 0 };
  const send = async () => {
    const codes = reasons[seen.calls++];
    if (codes)
      throw new TransactionCanceledException({
        message: 'cancelled',
        $metadata: {},
        CancellationReasons: codes.map((Code) => ({ Code })),
      });
  };
  return { seen, client: { send } as unknown as DynamoDBClient };
}

const item = (pk: string) => ({ Put: { TableName: 'melo', Item: { pk: { S: pk }, sk: { S: '1' } } } });
const items = [item('REQUEST#1'), item('ACCOUNT#1')];
const rejected = (failed: TransactWriteItem) => new Error(`item ${items.indexOf(failed as never)}`);

test('a transaction that meets another is tried again, a few times, then its write is decided again', async () => {
  const once = cancelling(['None', 'TransactionConflict']);
  await transact(once.client, items, rejected);
  assert.equal(once.seen.calls, 2);
  const always = cancelling(...Array.from({ length: 9 }, () => ['None', 'TransactionConflict']));
  await assert.rejects(transact(always.client, items, rejected), StaleDecisionError);
  assert.equal(always.seen.calls, 4);
});

test('a condition that fails is rejected in the words of its item, at once', async () => {
  const row = cancelling(['TransactionConflict', 'ConditionalCheckFailed']);
  await assert.rejects(transact(row.client, items, rejected), /item 1/);
  const duplicate = cancelling(['ConditionalCheckFailed', 'None']);
  await assert.rejects(transact(duplicate.client, items, rejected), DuplicateRequestError);
  assert.deepEqual([row.seen.calls, duplicate.seen.calls], [1, 1]);
});
