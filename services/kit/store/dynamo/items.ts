/** Items of a service's one DynamoDB table (key pk, sk). */
import {
  type AttributeValue,
  BatchWriteItemCommand,
  type BatchWriteItemCommandOutput,
  type DynamoDBClient,
  GetItemCommand,
  paginateQuery,
} from '@aws-sdk/client-dynamodb';

export type Item = Record<string, AttributeValue>;

/** Most items of one BatchWriteItem. */
const WRITE_BATCH_SIZE = 25;

export const text = (value: string): AttributeValue => ({ S: value });
export const number = (value: bigint | number): AttributeValue => ({ N: value.toString() });

/** Names of derived items; a generation that was rebuilt is stored next to the one before. */
export const generationOf = (name: string, generation: number): string =>
  generation === 0 ? name : `${name}.${generation}`;

/** The item of a key as of now. */
export const readItem = async (client: DynamoDBClient, table: string, key: Item): Promise<Item | undefined> =>
  (await client.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }))).Item;

/** Items of a partition key, all or those whose sort key has the prefix. */
export async function query(client: DynamoDBClient, table: string, pk: string, prefix = ''): Promise<Item[]> {
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      KeyConditionExpression: prefix ? 'pk = :pk AND begins_with(sk, :prefix)' : 'pk = :pk',
      ExpressionAttributeValues: { ':pk': text(pk), ...(prefix && { ':prefix': text(prefix) }) },
      ConsistentRead: true,
    },
  );
  const items: Item[] = [];
  for await (const page of pages) items.push(...(page.Items ?? []));
  return items;
}

type WriteRequests = NonNullable<ConstructorParameters<typeof BatchWriteItemCommand>[0]['RequestItems']>[string];

/** Deletes items by their keys, in few requests. DynamoDB may leave some out; those are sent again. */
export async function deleteItems(client: DynamoDBClient, table: string, keys: readonly Item[]): Promise<void> {
  for (let i = 0; i < keys.length; i += WRITE_BATCH_SIZE) {
    let rest: WriteRequests | undefined = keys
      .slice(i, i + WRITE_BATCH_SIZE)
      .map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk: pk!, sk: sk! } } }));
    while (rest && rest.length > 0) {
      const output: BatchWriteItemCommandOutput = await client.send(
        new BatchWriteItemCommand({ RequestItems: { [table]: rest } }),
      );
      rest = output.UnprocessedItems?.[table];
    }
  }
}
