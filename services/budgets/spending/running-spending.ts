/** A household's spending while a batch is applied: each newer fact moves the sums, event by event, before anything is stored. */
import type { Fact, SpendingEntry } from './entry.ts';

export type RunningSpending = ReturnType<typeof createRunningSpending>;

/** `stored` is the spending that includes `known`, the stored versions of the transactions to come. */
export function createRunningSpending(stored: readonly SpendingEntry[], known: readonly Fact[]) {
  const newest = new Map(known.map((fact) => [fact.transactionId, fact]));
  const sums = new Map<string, SpendingEntry>();

  function add({ date, pending, lines }: SpendingEntry, sign: bigint): void {
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

  for (const entry of stored) add(entry, 1n);
  return { apply, entries: (): SpendingEntry[] => [...sums.values()] };
}
