/** Rules of alerts: each threshold of a line is alerted once per period, however often and for whatever reason it is crossed. */
import type { Budget, BudgetLine } from '#gen/melo/budgets/v1/budget_pb.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import type { OutboxEvent } from '#kit/store/outbox.ts';
import { money } from '#kit/values/money.ts';
import type { DateRange } from '../budget/period.ts';
import { budgetEvent } from '../budget/rules.ts';
import { openPeriodFigures } from '../spending/line-figures.ts';
import type { HouseholdSpending } from '../spending/period-sums.ts';
import { type CrossedThreshold, crossedThresholds } from '../spending/thresholds.ts';
import type { LineFigures } from '../spending/types.ts';

/** Identifies an alert that was sent by its line, period and threshold. */
export type AlertKey = string;

const alertKeyOf = (lineId: string, period: DateRange, percent: number): AlertKey =>
  `${lineId}|${period.start}|${percent}`;

/** Spending of a household as seen on the day `today`. */
export type Spending = HouseholdSpending & { readonly today: string };

/** A budget, and the alerts that were sent for it. */
export type AlertedBudget = { readonly budget: Budget; readonly alerted: ReadonlySet<AlertKey> };

/** Alerts to record, and their events. */
export type Alerts = { readonly keys: readonly AlertKey[]; readonly events: readonly OutboxEvent[] };

/** Alerts of the thresholds that the given lines have crossed in open periods and that were not alerted yet. */
export function newAlerts(
  { budget, alerted }: AlertedBudget,
  spending: Spending,
  write: WriteContext,
  lines: readonly BudgetLine[] = budget.lines,
): Alerts {
  const keys: AlertKey[] = [];
  const events: OutboxEvent[] = [];
  for (const line of lines) {
    for (const { period, figures } of openPeriodFigures(budget, line, spending)) {
      const crossed = crossedThresholds(line, figures).filter(
        ({ percent }) => !alerted.has(alertKeyOf(line.id, period, percent)),
      );
      const highest = Math.max(...crossed.map(({ percent }) => percent));
      for (const crossing of crossed) {
        keys.push(alertKeyOf(line.id, period, crossing.percent));
        events.push(
          exceeded(write, budget, { line, period, figures, crossing, superseded: crossing.percent < highest }),
        );
      }
    }
  }
  return { keys, events };
}

type Crossing = {
  readonly line: BudgetLine;
  readonly period: DateRange;
  readonly figures: LineFigures;
  readonly crossing: CrossedThreshold;
  readonly superseded: boolean;
};

function exceeded(
  write: WriteContext,
  budget: Budget,
  { line, period, figures, crossing, superseded }: Crossing,
): OutboxEvent {
  const value = {
    $typeName: 'melo.budgets.v1.BudgetThresholdExceeded',
    budgetId: budget.id,
    budgetName: budget.name,
    lineId: line.id,
    lineName: line.name,
    periodStart: period.start,
    periodEnd: period.end,
    thresholdPercent: crossing.percent,
    state: crossing.state,
    limit: money(budget.currencyCode, figures.available),
    spent: money(budget.currencyCode, figures.spent),
    superseded,
  } as const;
  return budgetEvent(write, budget, { case: 'budgetThresholdExceeded', value });
}
