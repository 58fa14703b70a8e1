/** Erases the items of households that ended. A mark stays, so that no later write and no later event brings anything back. */
import { type DynamoDBClient, PutItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { HouseholdErasedError } from '../erasure.ts';
import { deleteItems, itemKey, query } from './items.ts';
import { itemKeyOf } from './transact.ts';

const ERASED = 'GONE';

const markOf = (household: string) => itemKey(household, ERASED);

/** A condition of a transaction: the household is not erased. */
export const notErased = (table: string, household: string): TransactWriteItem => ({
  ConditionCheck: { TableName: table, Key: markOf(household), ConditionExpression: 'attribute_not_exists(pk)' },
});

/** The error when `item` is a failed `notErased`. */
export function erasedError(item: TransactWriteItem): HouseholdErasedError | undefined {
  const { pk, sk } = itemKeyOf(item);
  return item.ConditionCheck && sk === ERASED ? new HouseholdErasedError(pk) : undefined;
}

/** Marks a household as erased, then deletes its items (partition key: the household). May be repeated. */
export async function eraseHousehold(client: DynamoDBClient, table: string, household: string): Promise<void> {
  await client.send(new PutItemCommand({ TableName: table, Item: markOf(household) }));
  const items = await query(client, table, household);
  await deleteItems(
    client,
    table,
    items.filter(({ sk }) => sk!.S !== ERASED),
  );
}
