/** Items of a service's one DynamoDB table (key pk, sk). */
import {
  type AttributeValue,
  BatchWriteItemCommand,
  type BatchWriteItemCommandOutput,
  type DynamoDBClient,
  GetItemCommand,
  paginateQuery,
} from '@aws-sdk/client-dynamodb';
import { marshall, type NativeAttributeValue, unmarshall } from '@aws-sdk/util-dynamodb';

export type Item = Record<string, AttributeValue>;

/** Maximum items of one BatchWriteItem. */
const WRITE_BATCH_SIZE = 25;

/** Attributes with these values: strings, bytes, numbers, bigints, and maps and lists of them. */
export const toAttributes = (values: Readonly<Record<string, NativeAttributeValue>>): Item => marshall(values);

/** The values of attributes. Numbers are returned as bigint, because they may exceed 2^53. */
export const fromAttributes = <Values>(attributes: Item): Values =>
  unmarshall(attributes, { wrapNumbers: BigInt }) as Values;

/** The primary key of an item. */
export const itemKey = (pk: string, sk: string): Item => toAttributes({ pk, sk });

/** Name of derived items in a generation. A rebuild stores a new generation next to the current one. */
export const generationOf = (name: string, generation: number): string =>
  generation === 0 ? name : `${name}.${generation}`;

/** Reads the item of a key with strong consistency. */
export const readItem = async (client: DynamoDBClient, table: string, key: Item): Promise<Item | undefined> =>
  (await client.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }))).Item;

/** Reads the items of a partition key, or those whose sort key begins with `prefix`. */
export async function query(client: DynamoDBClient, table: string, pk: string, prefix = ''): Promise<Item[]> {
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      KeyConditionExpression: prefix ? 'pk = :pk AND begins_with(sk, :prefix)' : 'pk = :pk',
      ExpressionAttributeValues: toAttributes({ ':pk': pk, ...(prefix && { ':prefix': prefix }) }),
      ConsistentRead: true,
    },
  );
  const items: Item[] = [];
  for await (const page of pages) items.push(...(page.Items ?? []));
  return items;
}

type WriteRequests = NonNullable<ConstructorParameters<typeof BatchWriteItemCommand>[0]['RequestItems']>[string];

/** Deletes items by their keys in batches. DynamoDB may leave some unprocessed; those are sent again. */
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
