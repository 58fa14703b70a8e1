/** The event store fixture of DynamoDB. */
import { randomUUID } from 'node:crypto';
import {
  CreateTableCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { dynamoApply } from '../store/dynamo/apply.ts';
import { dynamoCheckpoints } from '../store/dynamo/checkpoints.ts';
import { createDynamoClient } from '../store/dynamo/client.ts';
import { dynamoIdempotency } from '../store/dynamo/idempotency.ts';
import { deleteItems, itemKey, toAttributes } from '../store/dynamo/items.ts';
import { dynamoOutbox, outboxItem } from '../store/dynamo/outbox.ts';
import { MAX_TRANSACTION_ITEMS, transact, writeItems } from '../store/dynamo/transact.ts';
import type { EventStoreFixture } from './event-store-fixture.ts';
import { rowCreatedEvent } from './row-event.ts';
import { localDynamodb } from './test-databases.ts';

export async function dynamoFixture(): Promise<EventStoreFixture> {
  const { client, table } = await createTable();
  const checkpoints = dynamoCheckpoints(client, table);
  const apply = dynamoApply({ client, table, checkpoints });
  const items = async (...kinds: readonly string[]) => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: table, ConsistentRead: true }));
    return Items.filter((item) => kinds.includes(item['pk']!.S!));
  };
  const failure = () => new Error('A condition failed.');
  return {
    outbox: dynamoOutbox(client, table),
    checkpoints,
    idempotency: dynamoIdempotency(client, table),
    async commit(events) {
      const changes = events.map((event) => outboxItem(table, event));
      for (let i = 0; i < changes.length; i += MAX_TRANSACTION_ITEMS)
        await transact(client, changes.slice(i, i + MAX_TRANSACTION_ITEMS), failure);
    },
    async commitWrite(write, { id, response }, before = async () => {}) {
      await before();
      const row = { Put: { TableName: table, Item: itemKey('ROW', id) } };
      const records = writeItems(table, write, { events: [rowCreatedEvent(write, id)], response });
      await transact(client, [...records, row], failure);
      return response;
    },
    rows: async () => (await items('ROW')).map(({ sk }) => sk!.S!),
    apply: (batch, after) =>
      apply(batch, async (events) => {
        const byHousehold = Map.groupBy(events, ({ householdId }) => householdId);
        for (const event of events) after?.(event);
        return [...byHousehold].map(([household, own]) => ({
          Update: {
            TableName: table,
            Key: itemKey('EFFECT', household),
            UpdateExpression: 'SET ids = list_append(if_not_exists(ids, :none), :own)',
            ExpressionAttributeValues: toAttributes({ ':none': [], ':own': own.map(({ eventId }) => eventId) }),
          },
        }));
      }),
    effects: async () => new Map((await items('EFFECT')).map(({ sk, ids }) => [sk!.S!, ids!.L!.map(({ S }) => S!)])),
    async backup() {
      const kept = await items('EFFECT', 'WATERMARK');
      return async () => {
        await deleteItems(client, table, await items('EFFECT', 'WATERMARK'));
        for (const Item of kept) await client.send(new PutItemCommand({ TableName: table, Item }));
      };
    },
    async drop() {
      await client.send(new DeleteTableCommand({ TableName: table }));
      client.destroy();
    },
  };
}

async function createTable(): Promise<{ client: DynamoDBClient; table: string }> {
  const table = `test-${randomUUID()}`;
  const client = createDynamoClient(localDynamodb());
  const key = (name: string, KeyType: 'HASH' | 'RANGE') => ({ AttributeName: name, KeyType });
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
      KeySchema: [key('pk', 'HASH'), key('sk', 'RANGE')],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName: table });
  return { client, table };
}
