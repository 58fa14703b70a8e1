/** A budget line as it is shown: its figures, its bar and the elapsed part of the period. */
import type { Budget, BudgetLine, BudgetLineStatus, BudgetStatus } from '#gen/melo/budgets/v1/budget_pb.ts';

export type LineView = {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly categoryIds: readonly string[];
  readonly limit: bigint;
  readonly carried: bigint;
  readonly available: bigint;
  readonly spent: bigint;
  readonly remaining: bigint;
  /** Percent used; over 100 when overspent. When nothing is available, 0 without spending, else over 100. */
  readonly percent: number;
  /** Elapsed percent of the period; undefined outside of the current one. */
  readonly pace: number | undefined;
  readonly tone: 'calm' | 'look' | 'trouble';
};

const FULL = 100;
/** From this percentage on, a bar is highlighted; earlier when the line has a lower threshold. */
const USUAL_THRESHOLD = 80;

export function lineViews(budget: Budget, status: BudgetStatus | undefined): LineView[] {
  const pace = status && paceOf(status);
  return budget.lines.map((line) =>
    viewOf(
      line,
      budget.currencyCode,
      status?.lines.find(({ lineId }) => lineId === line.id),
      pace,
    ),
  );
}

function viewOf(
  line: BudgetLine,
  currency: string,
  status: BudgetLineStatus | undefined,
  pace: number | undefined,
): LineView {
  const limit = line.limit?.minorUnits ?? 0n;
  const available = status?.available?.minorUnits ?? limit;
  const spent = status?.spent?.minorUnits ?? 0n;
  const remaining = status?.remaining?.minorUnits ?? available - spent;
  const percent = status?.usedPercent === undefined ? (spent > 0n ? FULL + 1 : 0) : Number(status.usedPercent);
  const threshold = Math.min(...line.thresholdPercents, USUAL_THRESHOLD, FULL);
  const tone = remaining < 0n ? 'trouble' : percent >= threshold ? 'look' : 'calm';
  const carried = status?.carried?.minorUnits ?? 0n;
  return {
    id: line.id,
    name: line.name,
    currency,
    categoryIds: line.categoryIds,
    limit,
    carried,
    available,
    spent,
    remaining,
    percent,
    pace,
    tone,
  };
}

/** Half of today counts as elapsed, so that the marker moves from the first day on. */
export function paceOf({ days, daysLeft }: Pick<BudgetStatus, 'days' | 'daysLeft'>): number | undefined {
  if (days === 0 || daysLeft === 0 || daysLeft > days) return undefined;
  return Math.round(((days - daysLeft + 0.5) / days) * FULL);
}

export type Sums = Pick<LineView, 'available' | 'spent' | 'remaining'>;

export const sumViews = (views: readonly LineView[]): Sums =>
  views.reduce<Sums>(
    (sum, view) => ({
      available: sum.available + view.available,
      spent: sum.spent + view.spent,
      remaining: sum.remaining + view.remaining,
    }),
    { available: 0n, spent: 0n, remaining: 0n },
  );
