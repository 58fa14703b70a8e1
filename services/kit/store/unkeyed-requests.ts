/**
 * Purges records of requests whose hash has no key: whoever held a copy of the store could try passwords against them. Until
 * version 0.1.0 the hash of Register covered its password.
 */
import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import type { Db } from 'mongodb';
import { itemKey, toAttributes } from './dynamo/items.ts';
import { HASH_PREFIX } from './idempotency.ts';

/** Hashes that begin with KEYED. */
const BEGINS_KEYED = /^h1\./;

/** Part of every migration of a MongoDB store; finds nothing after the first. */
export async function purgeMongoRequests(db: Db): Promise<void> {
  await db.collection('request').deleteMany({ 'attempts.0.hash': { $not: BEGINS_KEYED } });
}

const DONE = itemKey('MIGRATION', 'keyed-requests');

/** Part of every migration of a DynamoDB store; a mark in the table keeps it from being read through again. */
export async function purgeDynamoRequests(client: DynamoDBClient, table: string): Promise<void> {
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: DONE, ConsistentRead: true }));
  if (Item) return;
  const unkeyed = {
    TableName: table,
    ProjectionExpression: 'pk, sk',
    FilterExpression: 'begins_with(pk, :request) AND NOT begins_with(#hash, :keyed)',
    ExpressionAttributeNames: { '#hash': 'hash' },
    ExpressionAttributeValues: toAttributes({ ':request': 'REQUEST#', ':keyed': HASH_PREFIX }),
    ConsistentRead: true,
  };
  for await (const { Items = [] } of paginateScan({ client }, unkeyed))
    for (const { pk, sk } of Items)
      await client.send(new DeleteItemCommand({ TableName: table, Key: { pk: pk!, sk: sk! } }));
  await client.send(new PutItemCommand({ TableName: table, Item: DONE }));
}
