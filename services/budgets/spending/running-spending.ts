/** A household's spending while a batch is applied: each newer fact moves the sums, event by event, before anything is kept. */
import type { Fact, SpendingEntry } from './entry.ts';

export type RunningSpending = ReturnType<typeof createRunningSpending>;

/** Sums per day, category and currency grow with the days of a period, not with its transactions. */
export function createRunningSpending(kept: readonly Fact[]) {
  const newest = new Map<string, Fact>();
  const sums = new Map<string, SpendingEntry>();

  function add({ date, pending, lines }: Fact, sign: bigint): void {
    for (const { categoryId, currency, minorUnits } of lines) {
      const key = `${date}|${pending}|${categoryId}|${currency}`;
      const before = sums.get(key)?.lines[0]?.minorUnits ?? 0n;
      sums.set(key, { date, pending, lines: [{ categoryId, currency, minorUnits: before + sign * minorUnits }] });
    }
  }

  /** Counts the fact and gives the categories whose spending it changed; none when what is known of the transaction is as new. */
  function take(fact: Fact): string[] {
    const before = newest.get(fact.transactionId);
    if (before && before.version >= fact.version) return [];
    if (before) add(before, -1n);
    add(fact, 1n);
    newest.set(fact.transactionId, fact);
    return [...(before?.lines ?? []), ...fact.lines].map(({ categoryId }) => categoryId);
  }

  for (const fact of kept) take(fact);
  return { take, counted: (): SpendingEntry[] => [...sums.values()] };
}
