/** Rules of month sums: what is kept beside the facts, so that a report does not add up every line of years. */
import type { Fact } from './fact.ts';

/** Sum of the lines that no report tells apart: those of one account, category, currency and direction in one month. */
export type MonthSum = {
  readonly householdId: string;
  /** YYYY-MM. */
  readonly month: string;
  readonly accountId: string;
  /** Empty when uncategorised. */
  readonly categoryId: string;
  readonly currency: string;
  /** Net worth counts all lines of transfers; income and spending only those with a category, which are fees. */
  readonly isTransfer: boolean;
  readonly moneyOut: boolean;
  readonly minorUnits: bigint;
  readonly lineCount: bigint;
};

/** The sums of the lines of facts. */
export function monthSumsOf(facts: readonly Fact[]): MonthSum[] {
  const sums = new Map<string, { -readonly [Field in keyof MonthSum]: MonthSum[Field] }>();
  for (const { householdId, accountId, postingDate, isTransfer, lines } of facts) {
    const month = postingDate.slice(0, 7);
    for (const { categoryId, currency, minorUnits } of lines) {
      const moneyOut = minorUnits < 0n;
      const key = `${householdId} ${month} ${accountId} ${categoryId} ${currency} ${isTransfer} ${moneyOut}`;
      const known = sums.get(key);
      if (known) {
        known.minorUnits += minorUnits;
        known.lineCount += 1n;
      } else {
        const keyed = { householdId, month, accountId, categoryId, currency, isTransfer, moneyOut };
        sums.set(key, { ...keyed, minorUnits, lineCount: 1n });
      }
    }
  }
  return [...sums.values()];
}
