/** Reads accounts, their daily sums and time zones. */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Account } from '#gen/melo/accounts/v1/account_pb.ts';
import { fromAttributes, query, readItem, toAttributes } from '#kit/store/dynamo/items.ts';
import type { MonthOfDays } from './balance.ts';
import type { Database } from './database.ts';
import { accountSetKey, daysPrefix, timeZoneKey, toAccount, toMonth } from './rows.ts';

export function queries({ client, table, generation }: Database) {
  /** All accounts of households, oldest first. */
  const accountsOf = async (households: readonly string[]): Promise<Account[]> =>
    (await Promise.all(households.map((id) => query(client, table, id, 'ACCOUNT#')))).flat().map(toAccount);

  return {
    accountsOf,
    async accounts(ids: readonly string[], households: readonly string[]): Promise<Account[]> {
      const wanted = new Set(ids);
      return (await accountsOf(households)).filter(({ id }) => wanted.has(id));
    },
    /** Accounts for replicas in other services. They are read by an index, which follows writes within moments. */
    async replicas(ids: readonly string[]): Promise<Account[]> {
      const found = await Promise.all(
        ids.map((id) =>
          client.send(
            new QueryCommand({
              TableName: table,
              IndexName: 'by_id',
              KeyConditionExpression: 'id = :id',
              ExpressionAttributeValues: toAttributes({ ':id': id }),
            }),
          ),
        ),
      );
      return found.flatMap(({ Items = [] }) => Items.map(toAccount));
    },
    /** Accounts of a household after an ID, for pages. */
    page: async (household: string, after: string, limit: number): Promise<Account[]> =>
      (await accountsOf([household])).filter(({ id }) => id > after).slice(0, limit),

    /** How often an account was added to the household. It is read before the accounts, so that a commit detects added ones. */
    async setVersion(household: string): Promise<bigint> {
      const item = await readItem(client, table, accountSetKey(household));
      return item ? fromAttributes<{ version: bigint }>(item).version : 0n;
    },
    /** The daily sums of a household's accounts, or of one account, by account. */
    async months(household: string, accountId = ''): Promise<Map<string, MonthOfDays[]>> {
      const items = await query(client, table, household, daysPrefix(generation, accountId));
      return Map.groupBy(items.map(toMonth), (month) => month.accountId);
    },
    /** IANA name of the household's time zone; undefined until an event of the household was applied. */
    async timeZone(household: string): Promise<string | undefined> {
      const item = await readItem(client, table, timeZoneKey(household, generation));
      return item && fromAttributes<{ zone: string }>(item).zone;
    },
  };
}
