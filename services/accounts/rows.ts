/** Items of the table `accounts`, and the messages they stand for. The partition key (pk) of a household's items is its ID. */
import { toJsonString } from '@bufbuild/protobuf';
import { type Account, AccountSchema } from '#gen/melo/accounts/v1/account_pb.ts';
import { fromAttributes, generationOf, type Item, itemKey, toAttributes } from '#kit/store/dynamo/items.ts';
import { storedMessage } from '#kit/store/stored-message.ts';
import type { MonthOfDays } from './balance.ts';

type AccountValues = { readonly id: string; readonly version: bigint; readonly account: string };

export const toAccount = (item: Item): Account =>
  storedMessage(AccountSchema, JSON.parse(fromAttributes<AccountValues>(item).account));

export const fromAccount = (account: Account): Item => ({
  ...itemKey(account.householdId, `ACCOUNT#${account.id}`),
  ...toAttributes({
    id: account.id,
    version: BigInt(account.etag),
    account: toJsonString(AccountSchema, account),
  } satisfies AccountValues),
});

/** Holds the number of an account, so that no two accounts of a household have the same. Case and spaces do not count. */
export const numberKey = (household: string, mask: string): Item =>
  itemKey(household, `NUMBER#${mask.replaceAll(' ', '').toUpperCase()}`);

/** Counts the accounts that were added to a household. */
export const accountSetKey = (household: string): Item => itemKey(household, 'SET');

/** The household's time zone, derived. */
export const timeZoneKey = (household: string, generation: number): Item =>
  itemKey(household, generationOf('ZONE', generation));

/** Prefix of the sort keys of a household's daily sums, or of those of one account. */
export const daysPrefix = (generation: number, accountId = ''): string =>
  `${generationOf('DAYS', generation)}#${accountId && `${accountId}#`}`;

/** The daily sums of an account in a month (YYYY-MM), derived. `d05` is the sum of day 5, `n05` its number of transactions. */
export const daysKey = (household: string, accountId: string, month: string, generation: number): Item =>
  itemKey(household, `${daysPrefix(generation, accountId)}${month}`);

/** The daily sums of an item, and their account. */
export function toMonth(item: Item): MonthOfDays & { readonly accountId: string } {
  const { sk, ...values } = fromAttributes<{ sk: string } & Record<string, bigint>>(item);
  const [, accountId, month] = sk.split('#') as [string, string, string];
  const sums = byDay(values, 'd');
  return {
    accountId,
    month,
    days: new Map(sums),
    counts: new Map(byDay(values, 'n').map(([day, n]) => [day, Number(n)])),
  };
}

/** The values that are named by a letter and a day of the month. */
const byDay = (values: Readonly<Record<string, bigint>>, letter: 'd' | 'n') =>
  Object.entries(values)
    .filter(([name]) => name.startsWith(letter) && /^\d\d$/.test(name.slice(1)))
    .map(([name, value]) => [name.slice(1), value] as const);
