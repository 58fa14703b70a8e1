/** Replica of the households' time zones, by which a balance without a date ends today: one item `ZONE` per household. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { generationOf, readItem, text } from '#kit/store/dynamo/items.ts';
import { putNewer } from '#kit/store/dynamo/replicas.ts';

/** A household's time zone as of a version of the household. */
export type HouseholdTimeZone = { readonly householdId: string; readonly version: bigint; readonly timeZone: string };

/** `generation` of the derived items. */
export function createTimeZones(client: DynamoDBClient, table: string, generation: number) {
  const keyOf = (household: string) => ({ pk: text(household), sk: text(generationOf('ZONE', generation)) });
  return {
    /** IANA name; undefined while no event of the household was applied. */
    timeZone: async (household: string): Promise<string | undefined> =>
      (await readItem(client, table, keyOf(household)))?.['zone']?.S,
    /** Stores a newer time zone. */
    putTimeZone: ({ householdId, version, timeZone }: HouseholdTimeZone): Promise<void> =>
      putNewer(client, table, {
        householdId,
        version,
        item: { ...keyOf(householdId), zone: text(timeZone || 'UTC') },
      }),
  };
}
