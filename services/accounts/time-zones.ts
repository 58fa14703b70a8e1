/** Replica of the households' time zones, by which a balance without a date ends today: one item `ZONE` per household. */
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { generationOf, number, text, transact } from '#kit/store/dynamo/outbox.ts';
import { HouseholdErasedError, notErased } from './erasure.ts';

/** A household's time zone as of a version of the household. */
export type HouseholdTimeZone = { readonly householdId: string; readonly version: bigint; readonly timeZone: string };

/** The replica holds this version of the household or a later one. */
class NotNewerError extends Error {}

/** `generation` says which of the replicas that were rebuilt is meant. */
export function createTimeZones(client: DynamoDBClient, table: string, generation: number) {
  const keyOf = (household: string) => ({ pk: text(household), sk: text(generationOf('ZONE', generation)) });
  return {
    /** IANA name; undefined while no event of the household was applied. */
    async timeZone(household: string): Promise<string | undefined> {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: keyOf(household), ConsistentRead: true }),
      );
      return Item?.['zone']?.S;
    },
    /** Keeps the time zone if it is newer than the one here, and never for an erased household. */
    async putTimeZone({ householdId, version, timeZone }: HouseholdTimeZone): Promise<void> {
      const newer = {
        Update: {
          TableName: table,
          Key: keyOf(householdId),
          UpdateExpression: 'SET version = :version, #zone = :zone',
          ConditionExpression: 'attribute_not_exists(version) OR version < :version',
          // "zone" is a reserved word of DynamoDB.
          ExpressionAttributeNames: { '#zone': 'zone' },
          ExpressionAttributeValues: { ':version': number(version), ':zone': text(timeZone || 'UTC') },
        },
      };
      const items = [notErased(table, householdId), newer];
      try {
        await transact(client, items, (index) =>
          index === 0 ? new HouseholdErasedError(householdId) : new NotNewerError(),
        );
      } catch (error) {
        if (!(error instanceof HouseholdErasedError || error instanceof NotNewerError)) throw error;
      }
    },
  };
}
