/** Rules of alerts: each threshold of a line is alerted once per period, however often and for whatever reason it is crossed. */
import type { Budget, BudgetLine } from '#gen/melo/budgets/v1/budget_pb.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import type { OutboxEvent } from '#kit/store/outbox.ts';
import { money } from '#kit/values/money.ts';
import type { Node } from '#kit/values/tree.ts';
import type { DateRange } from '../budget/period.ts';
import { budgetEvent } from '../budget/rules.ts';
import type { SpendingEntry } from '../spending/entry.ts';
import {
  type CrossedThreshold,
  createLineFigures,
  crossedThresholds,
  type LineFigures,
} from '../spending/line-figures.ts';

/** An alert that was sent: line, period and threshold. */
export type AlertKey = string;

const markOf = (lineId: string, span: DateRange, percent: number): AlertKey => `${lineId}|${span.start}|${percent}`;

/** Spending of a household on the day `today`, under its tree of categories. */
export type Spending = {
  readonly facts: readonly SpendingEntry[];
  readonly tree: readonly Node[];
  readonly today: string;
};

/** Thresholds that the given lines have passed in open periods and that were not alerted yet: their marks and events. */
export function alerts(
  budget: Budget,
  { facts, tree, today }: Spending,
  fired: ReadonlySet<AlertKey>,
  write: WriteContext,
  lines: readonly BudgetLine[] = budget.lines,
) {
  const marks: AlertKey[] = [];
  const events: OutboxEvent[] = [];
  for (const line of lines) {
    for (const { span, own } of createLineFigures(budget, line, today, facts, tree)) {
      const passed = crossedThresholds(line, own).filter(({ percent }) => !fired.has(markOf(line.id, span, percent)));
      const highest = Math.max(...passed.map(({ percent }) => percent));
      for (const crossing of passed) {
        marks.push(markOf(line.id, span, crossing.percent));
        events.push(exceeded(write, budget, { line, span, own, crossing, superseded: crossing.percent < highest }));
      }
    }
  }
  return { marks, events };
}

type Passed = {
  readonly line: BudgetLine;
  readonly span: DateRange;
  readonly own: LineFigures;
  readonly crossing: CrossedThreshold;
  readonly superseded: boolean;
};

function exceeded(write: WriteContext, budget: Budget, { line, span, own, crossing, superseded }: Passed): OutboxEvent {
  const value = {
    $typeName: 'melo.budgets.v1.BudgetThresholdExceeded',
    budgetId: budget.id,
    budgetName: budget.name,
    lineId: line.id,
    lineName: line.name,
    periodStart: span.start,
    periodEnd: span.end,
    thresholdPercent: crossing.percent,
    state: crossing.state,
    limit: money(budget.currencyCode, own.available),
    spent: money(budget.currencyCode, own.spent),
    superseded,
  } as const;
  return budgetEvent(write, budget, { case: 'budgetThresholdExceeded', value });
}
