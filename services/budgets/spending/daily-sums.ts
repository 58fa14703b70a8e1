/** Rules of daily sums: what the facts of a household add up to per day, category, currency and status. They are kept by month. */
import type { Fact, SpendingEntry } from './entry.ts';

/** `household|YYYY-MM`. */
export type MonthId = string;
/** `DD|status|currency|category`. */
export type SumKey = string;

/** Sums of a month as they are stored; sums of zero are missing. */
export type MonthSums = {
  readonly id: MonthId;
  /** Grows with each write; 0 when nothing is stored. */
  readonly revision: bigint;
  readonly sums: ReadonlyMap<SumKey, bigint>;
};

/** Sums by month, and by key within it. */
export type SumsByMonth = ReadonlyMap<MonthId, ReadonlyMap<SumKey, bigint>>;

/** A new version of a transaction, and the stored one before it. */
export type FactChange = { readonly before: Fact | undefined; readonly after: Fact };

const MONTH_LENGTH = 'YYYY-MM'.length;

export const monthOf = (date: string): string => date.slice(0, MONTH_LENGTH);

export const monthId = (household: string, date: string): MonthId => `${household}|${monthOf(date)}`;

export const monthIdOf = ({ householdId, date }: Fact): MonthId => monthId(householdId, date);

export function parseMonthId(id: MonthId): { household: string; month: string } {
  const [household, month] = id.split('|') as [string, string];
  return { household, month };
}

/** What changes of facts add to the sums. */
export function deltasOf(changes: readonly FactChange[]): SumsByMonth {
  const deltas = new Map<MonthId, Map<SumKey, bigint>>();
  const add = (fact: Fact, sign: bigint): void => {
    const { date, pending, lines } = fact;
    for (const { categoryId, currency, minorUnits } of lines) {
      const id = monthIdOf(fact);
      const sums = deltas.get(id) ?? new Map<SumKey, bigint>();
      deltas.set(id, sums);
      const key = `${date.slice(MONTH_LENGTH + 1)}|${pending ? 'pending' : 'cleared'}|${currency}|${categoryId}`;
      sums.set(key, (sums.get(key) ?? 0n) + sign * minorUnits);
    }
  };
  for (const { before, after } of changes) {
    if (before) add(before, -1n);
    add(after, 1n);
  }
  return withoutZeros(deltas);
}

/** What facts add up to; at most one version of each transaction. */
export const sumsOf = (facts: readonly Fact[]): SumsByMonth =>
  deltasOf(facts.map((after) => ({ before: undefined, after })));

function withoutZeros(all: Map<MonthId, Map<SumKey, bigint>>): SumsByMonth {
  for (const [id, sums] of all) {
    for (const [key, sum] of sums) if (sum === 0n) sums.delete(key);
    if (sums.size === 0) all.delete(id);
  }
  return all;
}

/** Spending of whole months. */
export function entriesOf(months: Iterable<MonthSums>): SpendingEntry[] {
  const entries: SpendingEntry[] = [];
  for (const { id, sums } of months) {
    const { month } = parseMonthId(id);
    for (const [key, minorUnits] of sums) {
      const [day, status, currency, categoryId] = key.split('|') as [string, string, string, string];
      entries.push({
        date: `${month}-${day}`,
        pending: status === 'pending',
        lines: [{ categoryId, currency, minorUnits }],
      });
    }
  }
  return entries;
}
