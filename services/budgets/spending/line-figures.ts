/** Rules of standing: limit, carried, spent and left of every line, and which thresholds are passed; computed, never frozen. */
import { create } from '@bufbuild/protobuf';
import { ThresholdState } from '#gen/melo/budgets/v1/budget_event_pb.ts';
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
import type { SpendingEntry } from './entry.ts';

/** A line's figures of one period, in minor units of the budget's currency. */
export type LineFigures = {
  readonly limit: bigint;
  readonly carried: bigint;
  readonly available: bigint;
  readonly spent: bigint;
  readonly pending: bigint;
};

type Sum = { spent: bigint; pending: bigint };

/** First day whose facts a standing in `span` needs: with rollover, all since the budget's first period. */
export function factsFrom(budget: Budget, span: DateRange): string {
  const rolls = budget.lines.some(({ rollover }) => rollover === Rollover.SURPLUS || rollover === Rollover.ALL);
  const first = periodOf(budget.period, budget.startDate).start;
  return rolls && first < span.start ? first : span.start;
}

/** How a line stands in `span`. */
export function lineFigures(
  budget: Budget,
  line: BudgetLine,
  span: DateRange,
  facts: readonly SpendingEntry[],
  tree: readonly Node[],
): LineFigures {
  return standingOf(budget, line, span.index, sumsByPeriod(budget, line, facts, tree));
}

function standingOf(budget: Budget, line: BudgetLine, index: number, sums: ReadonlyMap<number, Sum>): LineFigures {
  const limit = line.limit!.minorUnits;
  const first = periodOf(budget.period, budget.startDate).index;
  const carried = carriedInto(index, first, line.rollover, limit, sums);
  const { spent, pending } = sums.get(index) ?? { spent: 0n, pending: 0n };
  return { limit, carried, available: limit + carried, spent, pending };
}

/** How a line stands in each period that is open on the day `today` and in which something was spent; only there it can alert. */
export function createLineFigures(
  budget: Budget,
  line: BudgetLine,
  today: string,
  facts: readonly SpendingEntry[],
  tree: readonly Node[],
): { span: DateRange; own: LineFigures }[] {
  const sums = sumsByPeriod(budget, line, facts, tree);
  return [...sums.keys()]
    .sort((a, b) => a - b)
    .map((index) => ({ span: periodAt(budget.period, index), own: standingOf(budget, line, index, sums) }))
    .filter(({ span }) => span.end >= today && span.end >= budget.startDate);
}

/**
 * What earlier periods leave to the period of `index`. Only those with spending are walked: through the others a limit, which
 * is never negative, adds up, and there may be hundreds of thousands of them.
 */
function carriedInto(index: number, first: number, rollover: Rollover, limit: bigint, sums: ReadonlyMap<number, Sum>) {
  if (carriedOver(rollover, 1n) === 0n) return 0n;
  let carried = 0n;
  let at = first;
  for (const spentIn of [...sums.keys()].filter((one) => one >= first && one < index).sort((a, b) => a - b)) {
    carried += limit * BigInt(spentIn - at);
    carried = carriedOver(rollover, limit + carried - sums.get(spentIn)!.spent);
    at = spentIn + 1;
  }
  return index > at ? carried + limit * BigInt(index - at) : carried;
}

/** Whether the line counts any of these categories. */
export function counts(line: BudgetLine, tree: readonly Node[], categoryIds: readonly string[]): boolean {
  const own = withDescendants(line.categoryIds, tree);
  return categoryIds.some((id) => own.has(id));
}

/** What goes on to the next period of what was left (below zero: overspent). */
export function carriedOver(rollover: Rollover, left: bigint): bigint {
  if (rollover === Rollover.ALL) return left;
  if (rollover === Rollover.SURPLUS) return left > 0n ? left : 0n;
  return 0n;
}

function sumsByPeriod(
  budget: Budget,
  line: BudgetLine,
  facts: readonly SpendingEntry[],
  tree: readonly Node[],
): Map<number, Sum> {
  const categories = withDescendants(line.categoryIds, tree);
  const sums = new Map<number, Sum>();
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

/** Spent in percent of available, rounded down (−7 of 500 is −2); undefined when nothing is available. */
export function usedPercent({ spent, available }: LineFigures): bigint | undefined {
  if (available <= 0n) return undefined;
  const share = (spent * 100n) / available;
  return spent < 0n && share * available !== spent * 100n ? share - 1n : share;
}

export type CrossedThreshold = { readonly percent: number; readonly state: ThresholdState };

/** Thresholds that spending has reached (equal) or exceeded (above); with nothing available, any spending exceeds all. */
export function crossedThresholds(line: BudgetLine, { spent, available }: LineFigures): CrossedThreshold[] {
  if (spent <= 0n) return [];
  if (available <= 0n) return line.thresholdPercents.map((percent) => ({ percent, state: ThresholdState.EXCEEDED }));
  return line.thresholdPercents.flatMap((percent) => {
    const share = spent * 100n;
    const mark = available * BigInt(percent);
    if (share < mark) return [];
    return [{ percent, state: share === mark ? ThresholdState.REACHED : ThresholdState.EXCEEDED }];
  });
}

/** How a budget stands in the period `span`, seen on the day `today`. */
export function statusOf(
  budget: Budget,
  span: DateRange,
  today: string,
  facts: readonly SpendingEntry[],
  tree: readonly Node[],
  freshness: Freshness,
): BudgetStatus {
  const amount = (minorUnits: bigint) => money(budget.currencyCode, minorUnits);
  const from = today > span.start ? today : span.start;
  return create(BudgetStatusSchema, {
    budgetId: budget.id,
    periodStart: span.start,
    periodEnd: span.end,
    days: daysBetween(span.start, span.end),
    daysLeft: daysBetween(from, span.end),
    lines: budget.lines.map((line) => {
      const own = lineFigures(budget, line, span, facts, tree);
      const percent = usedPercent(own);
      return create(BudgetLineStatusSchema, {
        lineId: line.id,
        limit: amount(own.limit),
        carried: amount(own.carried),
        available: amount(own.available),
        spent: amount(own.spent),
        pending: amount(own.pending),
        remaining: amount(own.available - own.spent),
        ...(percent !== undefined && { usedPercent: percent }),
      });
    }),
    uncounted: uncounted(budget, span, facts, tree),
    ...freshness,
  });
}

function uncounted(budget: Budget, span: DateRange, facts: readonly SpendingEntry[], tree: readonly Node[]) {
  const categories = withDescendants(
    budget.lines.flatMap(({ categoryIds }) => categoryIds),
    tree,
  );
  const sums = new Map<string, bigint>();
  for (const { date, lines } of facts) {
    if (date < span.start || date > span.end) continue;
    for (const { categoryId, currency, minorUnits } of lines) {
      if (currency === budget.currencyCode || !categories.has(categoryId)) continue;
      sums.set(currency, (sums.get(currency) ?? 0n) + minorUnits);
    }
  }
  return [...sums].map(([currency, minorUnits]) => money(currency, minorUnits));
}
