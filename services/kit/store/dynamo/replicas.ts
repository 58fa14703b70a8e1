/** Local copies of other services' resources in DynamoDB. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { HouseholdErasedError } from '../erasure.ts';
import { erasedError, notErased } from './erasure.ts';
import { type Item, toAttributes } from './items.ts';
import { transact } from './transact.ts';

/** The stored replica has this version or a later one. */
class NotNewerError extends Error {}

/** Writes a replica of a household's resource only when it is newer, and never for an erased household. */
export async function putNewer(
  client: DynamoDBClient,
  table: string,
  { householdId, version, item }: { readonly householdId: string; readonly version: bigint; readonly item: Item },
): Promise<void> {
  const put = {
    Put: {
      TableName: table,
      Item: { ...item, ...toAttributes({ version }) },
      ConditionExpression: 'attribute_not_exists(version) OR version < :version',
      ExpressionAttributeValues: toAttributes({ ':version': version }),
    },
  };
  try {
    await transact(
      client,
      [notErased(table, householdId), put],
      (failed) => erasedError(failed) ?? new NotNewerError(),
    );
  } catch (error) {
    if (!(error instanceof HouseholdErasedError || error instanceof NotNewerError)) throw error;
  }
}
