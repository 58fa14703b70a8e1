/** Rules of balances: what transaction events add to which account's days. */
import type { TransactionEvent } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { resourceChange } from '#kit/events/resource-change.ts';

/** Minor units and a number of transactions to add to one account on one day. */
export type Posting = {
  readonly accountId: string;
  readonly date: string;
  readonly minorUnits: bigint;
  readonly count: number;
};

/** What an event changes: it undoes the transaction before and posts the one after. */
export function postingsOf(event: Pick<TransactionEvent, 'change'>): Posting[] {
  const { before, after } = resourceChange(event);
  return [...(before ? minus(before) : []), ...(after ? plus(after) : [])];
}

/** Postings summed by account and day; days that cancel out are left out. */
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

/** Days of one month, by day of the month: the sum and the number of their transactions. */
export type MonthOfDays = {
  readonly month: string;
  readonly days: ReadonlyMap<string, bigint>;
  readonly counts: ReadonlyMap<string, number>;
};

/** Opening balance and all days up to and including `asOf` (YYYY-MM-DD; empty: all), in minor units; 0 before the opening. */
export function balanceOn(opening: bigint, openingDate: string, months: readonly MonthOfDays[], asOf: string): bigint {
  if (asOf && asOf < openingDate) return 0n;
  let total = opening;
  for (const { month, days } of months) {
    for (const [day, minorUnits] of days) if (!asOf || `${month}-${day}` <= asOf) total += minorUnits;
  }
  return total;
}

/** What the days before `date` come to, in minor units. */
export function sumBefore(date: string, months: readonly MonthOfDays[]): bigint {
  let total = 0n;
  for (const { month, days } of months)
    for (const [day, minorUnits] of days) if (`${month}-${day}` < date) total += minorUnits;
  return total;
}

/** What is still to come after `asOf` (YYYY-MM-DD): balance and future together are the balance over all dates. */
export function futureAfter(opening: bigint, openingDate: string, months: readonly MonthOfDays[], asOf: string) {
  const all = balanceOn(opening, openingDate, months, '');
  const later = months.flatMap(({ month, counts }) =>
    [...counts].filter(([day]) => `${month}-${day}` > asOf).map(([, count]) => count),
  );
  return {
    minorUnits: all - balanceOn(opening, openingDate, months, asOf),
    count: later.reduce((sum, count) => sum + count, 0),
  };
}
