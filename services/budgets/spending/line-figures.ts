/** Rules of line figures: limit, carried, spent and remaining of every line. They are computed on each read and never stored. */
import { create } from '@bufbuild/protobuf';
import {
  type Budget,
  type BudgetLine,
  BudgetLineStatusSchema,
  type BudgetStatus,
  BudgetStatusSchema,
  Rollover,
} from '#gen/melo/budgets/v1/budget_pb.ts';
import type { Freshness } from '#kit/store/checkpoints.ts';
import { money } from '#kit/values/money.ts';
import { type Node, withDescendants } from '#kit/values/tree.ts';
import { type DateRange, daysBetween, periodAt, periodOf } from '../budget/period.ts';
import { type HouseholdSpending, type PeriodSum, sumsByPeriod } from './period-sums.ts';
import { carriedInto } from './rollover.ts';
import { usedPercent } from './thresholds.ts';
import type { LineFigures } from './types.ts';

/** First day whose facts the figures of `period` need: with rollover, the start of the budget's first period. */
export function factsFrom(budget: Budget, period: DateRange): string {
  const rolls = budget.lines.some(({ rollover }) => rollover === Rollover.SURPLUS || rollover === Rollover.ALL);
  const first = periodOf(budget.period, budget.startDate).start;
  return rolls && first < period.start ? first : period.start;
}

/** Figures of a line in `period`. */
export const lineFigures = (
  budget: Budget,
  line: BudgetLine,
  period: DateRange,
  spending: HouseholdSpending,
): LineFigures => figuresAt(budget, line, period.index, sumsByPeriod(budget, line, spending));

function figuresAt(budget: Budget, line: BudgetLine, index: number, sums: ReadonlyMap<number, PeriodSum>): LineFigures {
  const limit = line.limit!.minorUnits;
  const first = periodOf(budget.period, budget.startDate).index;
  const carried = carriedInto(index, { first, rollover: line.rollover, limit, sums });
  const { spent, pending } = sums.get(index) ?? { spent: 0n, pending: 0n };
  return { limit, carried, available: limit + carried, spent, pending };
}

/** Figures of a line in each period that is open on `today` and has spending. Only these periods can alert. */
export function openPeriodFigures(
  budget: Budget,
  line: BudgetLine,
  { today, ...spending }: HouseholdSpending & { readonly today: string },
): { period: DateRange; figures: LineFigures }[] {
  const sums = sumsByPeriod(budget, line, spending);
  return [...sums.keys()]
    .sort((a, b) => a - b)
    .map((index) => ({ period: periodAt(budget.period, index), figures: figuresAt(budget, line, index, sums) }))
    .filter(({ period }) => period.end >= today && period.end >= budget.startDate);
}

/** Whether the line covers any of these categories. */
export function covers(line: BudgetLine, tree: readonly Node[], categoryIds: readonly string[]): boolean {
  const covered = withDescendants(line.categoryIds, tree);
  return categoryIds.some((id) => covered.has(id));
}

/** Status of a budget in a period as seen on the day `today`. */
export function statusOf(
  budget: Budget,
  period: DateRange,
  { today, ...spending }: HouseholdSpending & { readonly today: string },
  freshness: Freshness,
): BudgetStatus {
  const amount = (minorUnits: bigint) => money(budget.currencyCode, minorUnits);
  const from = today > period.start ? today : period.start;
  return create(BudgetStatusSchema, {
    budgetId: budget.id,
    periodStart: period.start,
    periodEnd: period.end,
    days: daysBetween(period.start, period.end),
    daysLeft: daysBetween(from, period.end),
    lines: budget.lines.map((line) => {
      const figures = lineFigures(budget, line, period, spending);
      const percent = usedPercent(figures);
      return create(BudgetLineStatusSchema, {
        lineId: line.id,
        limit: amount(figures.limit),
        carried: amount(figures.carried),
        available: amount(figures.available),
        spent: amount(figures.spent),
        pending: amount(figures.pending),
        remaining: amount(figures.available - figures.spent),
        ...(percent !== undefined && { usedPercent: percent }),
      });
    }),
    uncounted: uncounted(budget, period, spending),
    ...freshness,
  });
}

/** Spending in other currencies than the budget's, by currency. */
function uncounted(budget: Budget, period: DateRange, { facts, tree }: HouseholdSpending) {
  const categories = withDescendants(
    budget.lines.flatMap(({ categoryIds }) => categoryIds),
    tree,
  );
  const sums = new Map<string, bigint>();
  for (const { date, lines } of facts) {
    if (date < period.start || date > period.end) continue;
    for (const { categoryId, currency, minorUnits } of lines) {
      if (currency === budget.currencyCode || !categories.has(categoryId)) continue;
      sums.set(currency, (sums.get(currency) ?? 0n) + minorUnits);
    }
  }
  return [...sums].filter(([, sum]) => sum !== 0n).map(([currency, minorUnits]) => money(currency, minorUnits));
}
