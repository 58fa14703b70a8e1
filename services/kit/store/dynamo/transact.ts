/** Transactions of DynamoDB stores: a write with its idempotency record and its events, all or nothing. */
import { setTimeout as delay } from 'node:timers/promises';
import {
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { WriteContext } from '../../rpc/write-context.ts';
import { DuplicateRequestError } from '../idempotency.ts';
import type { OutboxEvent } from '../outbox.ts';
import { StaleDecisionError } from '../stale-decision.ts';
import { requestItem } from './idempotency.ts';
import { outboxItem } from './outbox.ts';

/** Most items of one transaction. */
export const MAX_TRANSACTION_ITEMS = 100;
/** Attempts of a transaction that conflicts with another; the SDK does not retry these. */
const MAX_ATTEMPTS = 4;
const CONFLICT_PAUSE_MS = 20;

/** The items of a write's idempotency record and its events. */
export const writeItems = (
  table: string,
  write: WriteContext,
  { events, response }: { readonly events: readonly OutboxEvent[]; readonly response: object },
): TransactWriteItem[] => [
  ...(write.idempotencyKey ? [requestItem(table, write.idempotencyKey, response, write.now)] : []),
  ...events.map((event) => outboxItem(table, event)),
];

/**
 * Writes all items or none. `failure` returns the error for a failed condition of an item.
 * Errors: DuplicateRequestError when the request ID is taken; StaleDecisionError when others keep writing one of the items.
 */
export async function transact(
  client: DynamoDBClient,
  items: readonly TransactWriteItem[],
  failure: (item: TransactWriteItem) => Error,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: [...items] }));
      return;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const reasons = error.CancellationReasons?.map(({ Code }) => Code) ?? [];
      const failed = items[reasons.indexOf('ConditionalCheckFailed')];
      if (failed)
        throw failed.Put?.Item?.['pk']?.S?.startsWith('REQUEST#') ? new DuplicateRequestError() : failure(failed);
      const conflicting = items[reasons.indexOf('TransactionConflict')];
      if (!conflicting) throw error;
      // Others keep writing one of the items: the write is decided again, after longer pauses.
      if (attempt === MAX_ATTEMPTS) throw new StaleDecisionError(Object.values(itemKeyOf(conflicting)).join('|'));
      await delay(CONFLICT_PAUSE_MS * attempt);
    }
  }
}

/** Partition key and sort key of a written item. */
export function itemKeyOf(item: TransactWriteItem): { pk: string; sk: string } {
  const key = item.Put?.Item ?? item.Update?.Key ?? item.Delete?.Key ?? item.ConditionCheck?.Key;
  return { pk: key?.['pk']?.S ?? '', sk: key?.['sk']?.S ?? '' };
}
