/** Sums of a line's spending by period. */
import type { Budget, BudgetLine } from '#gen/melo/budgets/v1/budget_pb.ts';
import { type Node, withDescendants } from '#kit/values/tree.ts';
import { periodOf } from '../budget/period.ts';
import type { SpendingEntry } from './entry.ts';

/** Spending of a household under its category tree. */
export type HouseholdSpending = { readonly facts: readonly SpendingEntry[]; readonly tree: readonly Node[] };

export type PeriodSum = { readonly spent: bigint; readonly pending: bigint };

/** Sums by the index of the period; periods without spending are missing. */
export function sumsByPeriod(
  budget: Budget,
  line: BudgetLine,
  { facts, tree }: HouseholdSpending,
): Map<number, PeriodSum> {
  const categories = withDescendants(line.categoryIds, tree);
  const sums = new Map<number, PeriodSum>();
  const indexes = new Map<string, number>();
  for (const { date, pending, lines } of facts) {
    for (const { categoryId, currency, minorUnits } of lines) {
      if (currency !== budget.currencyCode || !categories.has(categoryId)) continue;
      const index = indexes.get(date) ?? periodOf(budget.period, date).index;
      indexes.set(date, index);
      const sum = sums.get(index) ?? { spent: 0n, pending: 0n };
      sums.set(index, { spent: sum.spent + minorUnits, pending: sum.pending + (pending ? minorUnits : 0n) });
    }
  }
  return sums;
}
