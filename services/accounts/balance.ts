/** Rules of balances: what transaction events add to the days of accounts, and what an account's days add up to. */
import type { Account } from '#gen/melo/accounts/v1/account_pb.ts';
import type { TransactionEvent } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { resourceChange } from '#kit/events/resource-change.ts';
import { money } from '#kit/values/money.ts';

/** An amount and a number of transactions to add to an account on a day. */
export type Posting = {
  readonly accountId: string;
  readonly date: string;
  readonly minorUnits: bigint;
  readonly count: number;
};

/** The postings of an event: they undo the transaction before and post the one after. */
export function postingsOf(event: Pick<TransactionEvent, 'change'>): Posting[] {
  const { before, after } = resourceChange(event);
  return [...(before ? minus(before) : []), ...(after ? plus(after) : [])];
}

/** Postings added up by account and day, without those that cancel out. */
export function folded(postings: readonly Posting[]): Posting[] {
  const sums = new Map<string, Posting>();
  for (const posting of postings) {
    const key = `${posting.accountId}|${posting.date}`;
    const minorUnits = (sums.get(key)?.minorUnits ?? 0n) + posting.minorUnits;
    const count = (sums.get(key)?.count ?? 0) + posting.count;
    sums.set(key, { ...posting, minorUnits, count });
  }
  return [...sums.values()].filter(({ minorUnits, count }) => minorUnits !== 0n || count !== 0);
}

const plus = ({ accountId, postingDate, amount }: Transaction): Posting[] => [
  { accountId, date: postingDate, minorUnits: amount!.minorUnits, count: 1 },
];

const minus = (transaction: Transaction): Posting[] =>
  plus(transaction).map((posting) => ({ ...posting, minorUnits: -posting.minorUnits, count: -posting.count }));

/** Sum and number of an account's transactions on each day of a month, by day of the month (01 to 31). */
export type MonthOfDays = {
  readonly month: string;
  readonly days: ReadonlyMap<string, bigint>;
  readonly counts: ReadonlyMap<string, number>;
};

/** The balance at the end of `asOf` (YYYY-MM-DD; empty: after all transactions) in minor units; 0 before the opening date. */
export function balanceOn(opening: bigint, openingDate: string, months: readonly MonthOfDays[], asOf: string): bigint {
  if (asOf && asOf < openingDate) return 0n;
  let total = opening;
  for (const { month, days } of months) {
    for (const [day, minorUnits] of days) if (!asOf || `${month}-${day}` <= asOf) total += minorUnits;
  }
  return total;
}

/** Sum of the days before `date`, in minor units. */
export function sumBefore(date: string, months: readonly MonthOfDays[]): bigint {
  let total = 0n;
  for (const { month, days } of months)
    for (const [day, minorUnits] of days) if (`${month}-${day}` < date) total += minorUnits;
  return total;
}

/** Balance of an account at the end of `asOf`, and the sum and number of later transactions. */
export function balanceOf({ id, openingBalance, openingDate }: Account, months: readonly MonthOfDays[], asOf: string) {
  const { currencyCode, minorUnits } = openingBalance!;
  const future = futureAfter(minorUnits, openingDate, months, asOf);
  return {
    accountId: id,
    balance: money(currencyCode, balanceOn(minorUnits, openingDate, months, asOf)),
    future: money(currencyCode, future.minorUnits),
    futureCount: future.count,
    asOfDate: asOf,
  };
}

/** Sum and number of the transactions after `asOf`. Added to the balance, the sum is the balance after all transactions. */
function futureAfter(opening: bigint, openingDate: string, months: readonly MonthOfDays[], asOf: string) {
  const all = balanceOn(opening, openingDate, months, '');
  const later = months.flatMap(({ month, counts }) =>
    [...counts].filter(([day]) => `${month}-${day}` > asOf).map(([, count]) => count),
  );
  return {
    minorUnits: all - balanceOn(opening, openingDate, months, asOf),
    count: later.reduce((sum, count) => sum + count, 0),
  };
}
