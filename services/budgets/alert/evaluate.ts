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
import type { BudgetStore, StoredBudget } from '../store.ts';
import { alerts, type Spending } from './rules.ts';

/** Attempts to record alerts of a budget that is being edited concurrently. */
const MAX_RECORD_ATTEMPTS = 5;
/** Spending may have a future date, and then alerts for the period of that date at once. */
const LAST_DAY = '9999-12-31';

type Dependencies = { readonly store: BudgetStore; readonly clock: Clock };

/** A household's budgets and categories on a day. */
type HouseholdState = {
  readonly plans: readonly StoredBudget[];
  readonly tree: readonly Node[];
  readonly today: string;
};

async function readHouseholdState(store: BudgetStore, clock: Clock, household: string): Promise<HouseholdState> {
  const plans = await store.stored(household);
  if (plans.length === 0) return { plans, tree: [], today: '' };
  const [timeZone, tree] = await Promise.all([store.timeZone(household), store.categories(household)]);
  return { plans, tree, today: todayIn(clock(), timeZone).toString() };
}

/** Facts that the open periods of these budgets need. */
const factsFor = (store: BudgetStore, household: string, { plans, today }: HouseholdState): Promise<Fact[]> =>
  store.facts(
    household,
    plans.map(({ budget }) => factsFrom(budget, periodOf(budget.period, today))).sort()[0]!,
    LAST_DAY,
  );

/** Evaluates all lines of a household's budgets, or of one of them, on the stored spending. */
export async function evaluateHousehold(
  store: BudgetStore,
  clock: Clock,
  household: string,
  budgetId?: string,
): Promise<void> {
  const state = await readHouseholdState(store, clock, household);
  const plans = state.plans.filter(({ budget }) => !budgetId || budget.id === budgetId);
  if (plans.length === 0) return;
  const own = { ...state, plans };
  const facts = createRunningSpending(await factsFor(store, household, own)).entries();
  await evaluatePlans({ store, clock }, own, facts);
}

/**
 * Evaluates new facts of a household event by event in topic order, never on a batch's net effect, because an alert describes the
 * moment in which a threshold was crossed. Then `keep` stores the facts.
 */
export async function evaluateSpending(
  store: BudgetStore,
  clock: Clock,
  change: { household: string; facts: readonly Fact[]; known: readonly Fact[]; keep(): Promise<void> },
): Promise<void> {
  const { household, facts, known, keep } = change;
  let state = await readHouseholdState(store, clock, household);
  const before = fingerprintOf(state);
  if (state.plans.length > 0) {
    const spending = createRunningSpending([...(await factsFor(store, household, state)), ...known]);
    for (const fact of facts) {
      const changed = spending.apply(fact);
      if (changed.length > 0) state = await evaluatePlans({ store, clock }, state, spending.entries(), changed);
    }
  }
  await keep();
  if (fingerprintOf(await readHouseholdState(store, clock, household)) !== before)
    await evaluateHousehold(store, clock, household);
}

/** Changes when lines cover other categories or have other limits; alerts that were sent do not change it. */
const fingerprintOf = ({ plans, tree }: HouseholdState): string =>
  [...plans.map(({ budget }) => `${budget.id} ${budget.etag}`), ...tree.map(({ id, parentId }) => `${id} ${parentId}`)]
    .sort()
    .join();

/** Returns the state with the alerts recorded. Evaluates lines that cover one of the categories, or all lines. */
async function evaluatePlans(
  dependencies: Dependencies,
  state: HouseholdState,
  facts: Spending['facts'],
  categoryIds?: readonly string[],
): Promise<HouseholdState> {
  const spending = { facts, tree: state.tree, today: state.today };
  const plans = await Promise.all(state.plans.map((plan) => evaluate(dependencies, plan, spending, categoryIds)));
  return { ...state, plans: plans.filter((plan) => plan !== undefined) };
}

/** Returns the budget after its alerts are recorded; undefined when it was deleted in the meantime. */
async function evaluate(
  { store, clock }: Dependencies,
  plan: StoredBudget,
  spending: Spending,
  categoryIds: readonly string[] | undefined,
): Promise<StoredBudget | undefined> {
  let current: StoredBudget | undefined = plan;
  for (let attempts = 0; current; attempts++) {
    const { budget, fired }: StoredBudget = current;
    const lines = categoryIds && budget.lines.filter((line) => covers(line, spending.tree, categoryIds));
    const { marks, events } = alerts(budget, spending, fired, systemWriteContext(clock), lines);
    if (marks.length === 0) return current;
    if (await store.fire(current, marks, events)) return { budget, fired: fired.union(new Set(marks)) };
    if (attempts === MAX_RECORD_ATTEMPTS) throw new Error('a budget kept changing while its alerts were sent');
    current = (await store.stored(budget.householdId)).find((one) => one.budget.id === budget.id);
  }
  return undefined;
}
