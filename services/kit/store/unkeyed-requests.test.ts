import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { MongoClient } from 'mongodb';
import { addresses } from '#infra/local/addresses.ts';
import { HASH_PREFIX } from './idempotency.ts';
import { purgeDynamoRequests, purgeMongoRequests } from './unkeyed-requests.ts';

const hashes = {
  old: 'NQpOKqIkGBnBs9KH0Yjpg4PpuVRuFx8ovrYUGbE0bIE',
  keyed: `${HASH_PREFIX}NQpOKqIkGBnBs9KH0Yjpg4PpuVRuFx8ovrYUGbE0bIE`,
};

test('MongoDB: records without a key are purged, others stay', async (t) => {
  const client = new MongoClient(addresses().urls.mongodb);
  const db = client.db(`test_${randomUUID().replaceAll('-', '')}`);
  t.after(async () => {
    await db.dropDatabase();
    await client.close();
  });
  const requests = db.collection<{ _id: string; attempts: { hash: string }[] }>('request');
  await requests.insertMany(Object.entries(hashes).map(([_id, hash]) => ({ _id, attempts: [{ hash }] })));
  await purgeMongoRequests(db);
  assert.deepEqual(await requests.distinct('_id'), ['keyed']);
});

test('DynamoDB: records without a key are purged once, others stay', async (t) => {
  const table = `test-${randomUUID()}`;
  const client = new DynamoDBClient({
    endpoint: addresses().urls.dynamodb,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  t.after(async () => {
    await client.send(new DeleteTableCommand({ TableName: table }));
    client.destroy();
  });
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName: table });
  const put = (pk: string, sk: string, hash: string) =>
    client.send(new PutItemCommand({ TableName: table, Item: { pk: { S: pk }, sk: { S: sk }, hash: { S: hash } } }));
  const names = async () => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: table, ConsistentRead: true }));
    return Items.map(({ sk }) => sk!.S!).sort();
  };
  for (const [name, hash] of Object.entries(hashes)) await put('REQUEST#user', name, hash);
  await put('household', 'ACCOUNT#1', hashes.old);
  await purgeDynamoRequests(client, table);
  assert.deepEqual(await names(), ['ACCOUNT#1', 'keyed', 'keyed-requests']);
});
