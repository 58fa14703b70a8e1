/** The DynamoDB table `accounts`, and the generations of its derived items. */
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateScan,
  ResourceInUseException,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import {
  deleteItems,
  fromAttributes,
  generationOf,
  type Item,
  itemKey,
  toAttributes,
} from '#kit/store/dynamo/items.ts';
import { purgeDynamoRequests } from '#kit/store/unkeyed-requests.ts';

export type Database = {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Generation of the derived items that this process reads and writes. */
  readonly generation: number;
};

/** Names of derived items. A rebuild makes them again from the topics, in a new generation. */
const DERIVED = ['DAYS', 'ZONE', 'WATERMARK', 'SKIPPED'] as const;
/** Holds the number of the current generation. */
const GENERATION = itemKey('GENERATION', 'CURRENT');

export const databaseCommands = ({ client, table }: Database) => ({
  async migrate(): Promise<void> {
    await createTable(client, table);
    await purgeDynamoRequests(client, table);
  },
  async assertCurrent(): Promise<void> {
    await client.send(new DescribeTableCommand({ TableName: table }));
  },
  /** For tests, which have tables of their own. */
  async drop(): Promise<void> {
    await client.send(new DeleteTableCommand({ TableName: table }));
  },
  close: async () => client.destroy(),
});

export async function currentGeneration(client: DynamoDBClient, table: string): Promise<number> {
  try {
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: GENERATION, ConsistentRead: true }));
    return Item ? Number(fromAttributes<{ generation: bigint }>(Item).generation) : 0;
  } catch (error) {
    // The table does not exist before the first migration.
    if (error instanceof ResourceNotFoundException) return 0;
    throw error;
  }
}

/** Processes that start from now on use this generation. */
export async function setGeneration({ client, table, generation }: Database): Promise<void> {
  const Item = { ...GENERATION, ...toAttributes({ generation }) };
  await client.send(new PutItemCommand({ TableName: table, Item }));
}

/** Deletes derived items of every generation but the current one. */
export async function deleteOtherGenerations(client: DynamoDBClient, table: string, current: number): Promise<void> {
  const kept = DERIVED.map((name) => generationOf(name, current));
  const isOther = (name: string) =>
    DERIVED.some((derived) => name === derived || name.startsWith(`${derived}.`)) && !kept.includes(name);
  const isOld = (item: Item) => {
    const { pk, sk } = fromAttributes<{ pk: string; sk: string }>(item);
    return isOther(pk) || isOther(sk.split('#')[0]!);
  };
  for await (const { Items = [] } of paginateScan(
    { client },
    { TableName: table, ProjectionExpression: 'pk, sk', ConsistentRead: true },
  ))
    await deleteItems(client, table, Items.filter(isOld));
}

async function createTable(client: DynamoDBClient, table: string): Promise<void> {
  const key = (name: string, type: 'HASH' | 'RANGE') => ({ AttributeName: name, KeyType: type });
  try {
    await client.send(
      new CreateTableCommand({
        TableName: table,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', 'sk', 'id'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
        KeySchema: [key('pk', 'HASH'), key('sk', 'RANGE')],
        GlobalSecondaryIndexes: [
          { IndexName: 'by_id', KeySchema: [key('id', 'HASH')], Projection: { ProjectionType: 'ALL' } },
        ],
      }),
    );
  } catch (error) {
    if (error instanceof ResourceInUseException) return;
    throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName: table });
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: table,
      TimeToLiveSpecification: { AttributeName: 'expire', Enabled: true },
    }),
  );
}
