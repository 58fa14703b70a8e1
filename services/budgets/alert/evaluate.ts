/**
 * Finds the thresholds that a household's lines have crossed and records their alerts, each with one compare-and-set on its budget.
 *
 * Three causes can make a line cross a threshold, and each arrives on its own topic: spending, a changed budget, a moved category.
 * Whichever comes second must see the other. Budgets and categories are therefore written before they are evaluated, and spending is
 * evaluated again when budgets or categories have changed by the time its sums are stored.
 */
import { systemWriteContext } from '#kit/rpc/write-context.ts';
import { entriesOf } from '../spending/daily-sums.ts';
import { covers } from '../spending/line-figures.ts';
import { type AlertDependencies, type HouseholdState, monthsFor, readHouseholdStates } from './household-state.ts';
import { type AlertedBudget, newAlerts, type Spending } from './rules.ts';

/** Attempts to record alerts of a budget that is being edited concurrently. */
const MAX_RECORD_ATTEMPTS = 5;

/** Evaluates all lines of a household's budgets, or of one of them, on the stored spending. */
export async function evaluateHousehold(
  dependencies: AlertDependencies,
  household: string,
  budgetId?: string,
): Promise<void> {
  const [state] = await readHouseholdStates(dependencies, [household]);
  const budgets = state!.budgets.filter(({ budget }) => !budgetId || budget.id === budgetId);
  if (budgets.length === 0) return;
  const own = { ...state!, budgets };
  const months = await dependencies.store.sumsOf(monthsFor(own));
  await evaluateBudgets(dependencies, own, entriesOf(months.values()));
}

/** Returns the state with the alerts recorded. Evaluates lines that cover one of the categories, or all lines. */
export async function evaluateBudgets(
  dependencies: AlertDependencies,
  state: HouseholdState,
  facts: Spending['facts'],
  categoryIds?: readonly string[],
): Promise<HouseholdState> {
  const spending = { facts, tree: state.tree, today: state.today };
  const budgets = await Promise.all(state.budgets.map((one) => evaluate(dependencies, one, spending, categoryIds)));
  return { ...state, budgets: budgets.filter((budget) => budget !== undefined) };
}

/** Returns the budget after its alerts are recorded; undefined when it was deleted in the meantime. */
async function evaluate(
  { store, clock }: AlertDependencies,
  stored: AlertedBudget,
  spending: Spending,
  categoryIds: readonly string[] | undefined,
): Promise<AlertedBudget | undefined> {
  let current: AlertedBudget | undefined = stored;
  for (let attempts = 0; current; attempts++) {
    const { budget, alerted }: AlertedBudget = current;
    const lines = categoryIds && budget.lines.filter((line) => covers(line, spending.tree, categoryIds));
    const alerts = newAlerts(current, spending, systemWriteContext(clock), lines);
    if (alerts.keys.length === 0) return current;
    if (await store.recordAlerts(current, alerts)) return { budget, alerted: alerted.union(new Set(alerts.keys)) };
    if (attempts === MAX_RECORD_ATTEMPTS) throw new Error('The budget kept changing while its alerts were recorded.');
    current = (await store.alertedBudgets([budget.householdId])).find((one) => one.budget.id === budget.id);
  }
  return undefined;
}
