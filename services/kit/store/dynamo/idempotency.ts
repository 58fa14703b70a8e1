/** Idempotency records of DynamoDB stores, items in the transaction of the write. */
import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { IdempotencyKey, IdempotencyStore } from '../idempotency.ts';
import { number, readItem, text } from './items.ts';

const KEPT_SECONDS = 48 * 3600;

const requestKey = ({ scope, requestId }: Pick<IdempotencyKey, 'scope' | 'requestId'>) => ({
  pk: text(`REQUEST#${scope}`),
  sk: text(requestId),
});

export const dynamoIdempotency = (client: DynamoDBClient, table: string): IdempotencyStore => ({
  async find(key) {
    const item = await readItem(client, table, requestKey(key));
    return item && { hash: item['hash']!.S!, response: item['answer']!.B! };
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
      hash: text(key.hash),
      answer: { B: key.encode(response) },
      expire: number(Math.floor(now.epochMilliseconds / 1000) + KEPT_SECONDS),
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});
