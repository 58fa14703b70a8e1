/** Rules of alerts: each threshold of a line is alerted once per period, however often and for whatever reason it is crossed. */
import type { Budget, BudgetLine } from '#gen/melo/budgets/v1/budget_pb.ts';
import type { Act, Told } from '#kit/act.ts';
import { money } from '#kit/money.ts';
import type { Node } from '#kit/tree.ts';
import { told } from './budget.ts';
import type { Span } from './period.ts';
import type { Counted } from './spending.ts';
import { type Crossing, crossings, openStandings, type Standing } from './status.ts';

/** An alert that was sent: line, period and threshold. */
export type Mark = string;

const markOf = (lineId: string, span: Span, percent: number): Mark => `${lineId}|${span.start}|${percent}`;

/** Spending of a household on the day `today`, under its tree of categories. */
export type Spending = { readonly facts: readonly Counted[]; readonly tree: readonly Node[]; readonly today: string };

/** Thresholds that the given lines have passed in open periods and that were not alerted yet: their marks and events. */
export function alerts(
  budget: Budget,
  { facts, tree, today }: Spending,
  fired: ReadonlySet<Mark>,
  act: Act,
  lines: readonly BudgetLine[] = budget.lines,
) {
  const marks: Mark[] = [];
  const events: Told[] = [];
  for (const line of lines) {
    for (const { span, own } of openStandings(budget, line, today, facts, tree)) {
      const passed = crossings(line, own).filter(({ percent }) => !fired.has(markOf(line.id, span, percent)));
      const highest = Math.max(...passed.map(({ percent }) => percent));
      for (const crossing of passed) {
        marks.push(markOf(line.id, span, crossing.percent));
        events.push(exceeded(act, budget, { line, span, own, crossing, superseded: crossing.percent < highest }));
      }
    }
  }
  return { marks, events };
}

type Passed = {
  readonly line: BudgetLine;
  readonly span: Span;
  readonly own: Standing;
  readonly crossing: Crossing;
  readonly superseded: boolean;
};

function exceeded(act: Act, budget: Budget, { line, span, own, crossing, superseded }: Passed): Told {
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
  return told(act, budget, { case: 'budgetThresholdExceeded', value });
}
