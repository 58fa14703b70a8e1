/** Rules of alerts: each threshold of a line tells once per period, however often it is crossed. */
import type { Budget, BudgetLine } from '#gen/melo/budgets/v1/budget_pb.ts';
import type { Act, Told } from '#kit/act.ts';
import { money } from '#kit/money.ts';
import type { Node } from '#kit/tree.ts';
import { told } from './budget.ts';
import type { Span } from './period.ts';
import type { Counted } from './spending.ts';
import { crossings, standing } from './status.ts';

/** A fired mark: line, period and threshold. */
export type Mark = string;

const markOf = (lineId: string, span: Span, percent: number): Mark => `${lineId}|${span.start}|${percent}`;

/** Thresholds that the given lines have passed in `span` and not told yet: their marks and events. */
export function alerts(
  budget: Budget,
  span: Span,
  facts: readonly Counted[],
  tree: readonly Node[],
  fired: ReadonlySet<Mark>,
  act: Act,
  lines: readonly BudgetLine[] = budget.lines,
) {
  const marks: Mark[] = [];
  const events: Told[] = [];
  for (const line of lines) {
    const own = standing(budget, line, span, facts, tree);
    for (const { percent, state } of crossings(line, own)) {
      const mark = markOf(line.id, span, percent);
      if (fired.has(mark)) continue;
      const value = {
        $typeName: 'melo.budgets.v1.BudgetThresholdExceeded',
        budgetId: budget.id,
        budgetName: budget.name,
        lineId: line.id,
        lineName: line.name,
        periodStart: span.start,
        periodEnd: span.end,
        thresholdPercent: percent,
        state,
        limit: money(budget.currencyCode, own.available),
        spent: money(budget.currencyCode, own.spent),
      } as const;
      marks.push(mark);
      events.push(told(act, budget, { case: 'budgetThresholdExceeded', value }));
    }
  }
  return { marks, events };
}
