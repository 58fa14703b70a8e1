/** Idempotency records of DynamoDB stores, items in the transaction of the write. */
import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { IdempotencyKey, IdempotencyStore } from '../idempotency.ts';
import { fromAttributes, itemKey, readItem, toAttributes } from './items.ts';

const KEPT_SECONDS = 48 * 3600;

type RequestValues = { hash: string; answer: Uint8Array; expire: bigint | number };

const requestKey = ({ scope, requestId }: Pick<IdempotencyKey, 'scope' | 'requestId'>) =>
  itemKey(`REQUEST#${scope}`, requestId);

export const dynamoIdempotency = (client: DynamoDBClient, table: string): IdempotencyStore => ({
  async find(key) {
    const item = await readItem(client, table, requestKey(key));
    if (!item) return undefined;
    const { hash, answer } = fromAttributes<RequestValues>(item);
    return { hash, response: answer };
  },
});

/** The record of a write's response; its condition fails when the request ID is taken. */
export const requestItem = (
  table: string,
  key: IdempotencyKey,
  response: object,
  now: Temporal.Instant,
): TransactWriteItem => ({
  Put: {
    TableName: table,
    Item: {
      ...requestKey(key),
      ...toAttributes({
        hash: key.hash,
        answer: key.encode(response),
        expire: Math.floor(now.epochMilliseconds / 1000) + KEPT_SECONDS,
      } satisfies RequestValues),
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});
