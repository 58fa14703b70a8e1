/** What effects of events write: daily sums, balance events and time zones. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { AnyEvent, CheckpointStore, EventBatch } from '#kit/store/checkpoints.ts';
import { dynamoApply, type Effect } from '#kit/store/dynamo/apply.ts';
import { toAttributes } from '#kit/store/dynamo/items.ts';
import { outboxItem } from '#kit/store/dynamo/outbox.ts';
import { putNewer } from '#kit/store/dynamo/replicas.ts';
import type { OutboxEvent } from '#kit/store/outbox.ts';
import type { Posting } from './balance.ts';
import type { Database } from './database.ts';
import { daysKey, timeZoneKey } from './rows.ts';

/** A household's time zone as of a version of the household. */
type HouseholdTimeZone = { readonly householdId: string; readonly version: bigint; readonly timeZone: string };

/** `wake` is called after each applied batch. */
export function effects(database: Database, checkpoints: CheckpointStore, wake: () => void) {
  const { client, table, generation } = database;
  const apply = dynamoApply({ ...database, checkpoints });
  return {
    /** Applies events with the items that `effect` returns. */
    async apply<Event extends AnyEvent>(batch: EventBatch<Event>, effect: Effect<Event>): Promise<void> {
      await apply(batch, effect);
      wake();
    },
    /** Adds postings to the daily sums of their accounts. */
    dayItems: (household: string, postings: readonly Posting[]): TransactWriteItem[] =>
      dayItems(database, household, postings),
    eventItem: (event: OutboxEvent): TransactWriteItem => outboxItem(table, event),
    /** Stores the time zone when it is newer than the stored one. */
    putTimeZone: ({ householdId, version, timeZone }: HouseholdTimeZone): Promise<void> =>
      putNewer(client, table, {
        householdId,
        version,
        item: { ...timeZoneKey(householdId, generation), ...toAttributes({ zone: timeZone || 'UTC' }) },
      }),
  };
}

/** One update per account and month. */
function dayItems(
  { table, generation }: Database,
  household: string,
  postings: readonly Posting[],
): TransactWriteItem[] {
  const byMonth = Map.groupBy(postings, ({ accountId, date }) => `${accountId}|${date.slice(0, 7)}`);
  return [...byMonth.values()].map((own) => {
    const { accountId, date } = own[0]!;
    const days = own.map((posting) => ({ ...posting, day: posting.date.slice(8) }));
    return {
      Update: {
        TableName: table,
        Key: daysKey(household, accountId, date.slice(0, 7), generation),
        UpdateExpression: `ADD ${days.map(({ day }) => `d${day} :d${day}, n${day} :n${day}`).join(', ')}`,
        ExpressionAttributeValues: toAttributes(
          Object.fromEntries(
            days.flatMap(({ day, minorUnits, count }) => [
              [`:d${day}`, minorUnits],
              [`:n${day}`, count],
            ]),
          ),
        ),
      },
    };
  });
}
