/** A household's spending while a batch is applied: each newer fact moves the sums, event by event, before anything is stored. */
import type { Fact, SpendingEntry } from './entry.ts';

export type RunningSpending = ReturnType<typeof createRunningSpending>;

/** Keeps sums per day, category and currency, so that memory grows with the days of a period and not with its transactions. */
export function createRunningSpending(stored: readonly Fact[]) {
  const newest = new Map<string, Fact>();
  const sums = new Map<string, SpendingEntry>();

  function add({ date, pending, lines }: Fact, sign: bigint): void {
    for (const { categoryId, currency, minorUnits } of lines) {
      const key = `${date}|${pending}|${categoryId}|${currency}`;
      const before = sums.get(key)?.lines[0]?.minorUnits ?? 0n;
      sums.set(key, { date, pending, lines: [{ categoryId, currency, minorUnits: before + sign * minorUnits }] });
    }
  }

  /** Adds the fact and returns the categories whose spending it changed; none when a version as new was already added. */
  function apply(fact: Fact): string[] {
    const before = newest.get(fact.transactionId);
    if (before && before.version >= fact.version) return [];
    if (before) add(before, -1n);
    add(fact, 1n);
    newest.set(fact.transactionId, fact);
    return [...(before?.lines ?? []), ...fact.lines].map(({ categoryId }) => categoryId);
  }

  for (const fact of stored) apply(fact);
  return { apply, entries: (): SpendingEntry[] => [...sums.values()] };
}
