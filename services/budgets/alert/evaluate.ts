/**
 * Finds the thresholds that a household's lines have crossed and records their alerts, each with one compare-and-set on its budget.
 *
 * Three causes can make a line cross a threshold, and each arrives on its own topic: spending, a changed budget, a moved category.
 * Whichever comes second must see the other. Budgets and categories are therefore written before they are evaluated, and spending is
 * evaluated again when budgets or categories have changed by the time its facts are stored.
 */
import { systemWriteContext } from '#kit/rpc/write-context.ts';
import { type Clock, todayIn } from '#kit/values/dates.ts';
import type { Node } from '#kit/values/tree.ts';
import { periodOf } from '../budget/period.ts';
import type { Fact } from '../spending/entry.ts';
import { covers, factsFrom } from '../spending/line-figures.ts';
import { createRunningSpending } from '../spending/running-spending.ts';
import type { BudgetStore } from '../store.ts';
import { type AlertedBudget, newAlerts, type Spending } from './rules.ts';

/** Attempts to record alerts of a budget that is being edited concurrently. */
const MAX_RECORD_ATTEMPTS = 5;
/** Spending may have a future date, and then alerts for the period of that date at once. */
const LAST_DAY = '9999-12-31';

export type AlertDependencies = { readonly store: BudgetStore; readonly clock: Clock };

/** A household's budgets and categories on a day. */
type HouseholdState = {
  readonly budgets: readonly AlertedBudget[];
  readonly tree: readonly Node[];
  readonly today: string;
};

async function readHouseholdState({ store, clock }: AlertDependencies, household: string): Promise<HouseholdState> {
  const budgets = await store.alertedBudgets(household);
  if (budgets.length === 0) return { budgets, tree: [], today: '' };
  const [timeZone, tree] = await Promise.all([store.timeZone(household), store.categories(household)]);
  return { budgets, tree, today: todayIn(clock(), timeZone).toString() };
}

/** Facts that the open periods of these budgets need. */
const factsFor = (store: BudgetStore, household: string, { budgets, today }: HouseholdState): Promise<Fact[]> =>
  store.facts(
    household,
    budgets.map(({ budget }) => factsFrom(budget, periodOf(budget.period, today))).sort()[0]!,
    LAST_DAY,
  );

/** Evaluates all lines of a household's budgets, or of one of them, on the stored spending. */
export async function evaluateHousehold(
  dependencies: AlertDependencies,
  household: string,
  budgetId?: string,
): Promise<void> {
  const state = await readHouseholdState(dependencies, household);
  const budgets = state.budgets.filter(({ budget }) => !budgetId || budget.id === budgetId);
  if (budgets.length === 0) return;
  const own = { ...state, budgets };
  const facts = createRunningSpending(await factsFor(dependencies.store, household, own)).entries();
  await evaluateBudgets(dependencies, own, facts);
}

/**
 * Evaluates new facts of a household event by event in topic order, never on a batch's net effect, because an alert describes the
 * moment in which a threshold was crossed. Then `storeFacts` is called.
 */
export async function evaluateSpending(
  dependencies: AlertDependencies,
  { household, facts, known, storeFacts }: NewSpending,
): Promise<void> {
  let state = await readHouseholdState(dependencies, household);
  const before = fingerprintOf(state);
  if (state.budgets.length > 0) {
    const spending = createRunningSpending([...(await factsFor(dependencies.store, household, state)), ...known]);
    for (const fact of facts) {
      const changed = spending.apply(fact);
      if (changed.length > 0) state = await evaluateBudgets(dependencies, state, spending.entries(), changed);
    }
  }
  await storeFacts();
  if (fingerprintOf(await readHouseholdState(dependencies, household)) !== before)
    await evaluateHousehold(dependencies, household);
}

/** Facts of a batch, and those that are stored for the same transactions. */
export type NewSpending = {
  readonly household: string;
  readonly facts: readonly Fact[];
  readonly known: readonly Fact[];
  storeFacts(): Promise<void>;
};

/** Changes when lines cover other categories or have other limits; alerts that were sent do not change it. */
const fingerprintOf = ({ budgets, tree }: HouseholdState): string =>
  [
    ...budgets.map(({ budget }) => `${budget.id} ${budget.etag}`),
    ...tree.map(({ id, parentId }) => `${id} ${parentId}`),
  ]
    .sort()
    .join();

/** Returns the state with the alerts recorded. Evaluates lines that cover one of the categories, or all lines. */
async function evaluateBudgets(
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
    current = (await store.alertedBudgets(budget.householdId)).find((one) => one.budget.id === budget.id);
  }
  return undefined;
}
