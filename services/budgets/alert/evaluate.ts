/**
 * Finds the thresholds that a household's lines have passed and sends their alerts, each by one compare-and-set on its budget.
 *
 * Three things can make a line pass a threshold, and each arrives on its own topic: spending, a changed budget, a moved category.
 * Whoever is second must see the other. Budgets and categories are therefore written before they are evaluated, and spending is
 * evaluated again when budgets or categories have changed by the time its facts are kept.
 */
import { systemWriteContext } from '#kit/rpc/write-context.ts';
import { type Clock, todayIn } from '#kit/values/dates.ts';
import type { Node } from '#kit/values/tree.ts';
import { periodOf } from '../budget/period.ts';
import type { Fact } from '../spending/entry.ts';
import { counts, factsFrom } from '../spending/line-figures.ts';
import { createRunningSpending } from '../spending/running-spending.ts';
import type { BudgetStore, StoredBudget } from '../store.ts';
import { alerts, type Spending } from './rules.ts';

/** Tries at a budget that is edited at the same moment. */
const FIRE_TRIES = 5;
/** Spending may be dated ahead, and alerts for its own period at once. */
const LAST_DAY = '9999-12-31';

/** A household's budgets and categories on a day. */
type Scene = { readonly plans: readonly StoredBudget[]; readonly tree: readonly Node[]; readonly today: string };

async function readScene(store: BudgetStore, clock: Clock, household: string): Promise<Scene> {
  const plans = await store.stored(household);
  if (plans.length === 0) return { plans, tree: [], today: '' };
  const [timeZone, tree] = await Promise.all([store.timeZone(household), store.categories(household)]);
  return { plans, tree, today: todayIn(clock(), timeZone).toString() };
}

/** Facts that any open period of these budgets needs. */
const factsFor = (store: BudgetStore, household: string, { plans, today }: Scene): Promise<Fact[]> =>
  store.facts(
    household,
    plans.map(({ budget }) => factsFrom(budget, periodOf(budget.period, today))).sort()[0]!,
    LAST_DAY,
  );

/** Evaluates all lines of a household's budgets, or of one of them, on the spending that is kept. */
export async function evaluateHousehold(
  store: BudgetStore,
  clock: Clock,
  household: string,
  budgetId?: string,
): Promise<void> {
  const scene = await readScene(store, clock, household);
  const plans = scene.plans.filter(({ budget }) => !budgetId || budget.id === budgetId);
  if (plans.length === 0) return;
  const own = { ...scene, plans };
  const facts = createRunningSpending(await factsFor(store, household, own)).counted();
  await evaluatePlans(store, clock, own, facts);
}

/**
 * Evaluates new facts of a household event by event in topic order, never on a batch's net effect: an alert is of the moment in
 * which a threshold was passed. Then `keep` stores them.
 */
export async function evaluateSpending(
  store: BudgetStore,
  clock: Clock,
  parts: { household: string; facts: readonly Fact[]; known: readonly Fact[]; keep(): Promise<void> },
): Promise<void> {
  const { household, facts, known, keep } = parts;
  let scene = await readScene(store, clock, household);
  const before = markOf(scene);
  if (scene.plans.length > 0) {
    const book = createRunningSpending([...(await factsFor(store, household, scene)), ...known]);
    for (const fact of facts) {
      const changed = book.take(fact);
      if (changed.length > 0) scene = await evaluatePlans(store, clock, scene, book.counted(), changed);
    }
  }
  await keep();
  if (markOf(await readScene(store, clock, household)) !== before) await evaluateHousehold(store, clock, household);
}

/** Tells scenes apart in which lines cover or allow something else; alerts that were sent make no difference. */
const markOf = ({ plans, tree }: Scene): string =>
  [...plans.map(({ budget }) => `${budget.id} ${budget.etag}`), ...tree.map(({ id, parentId }) => `${id} ${parentId}`)]
    .sort()
    .join();

/** The scene with what was alerted now; lines are those that count one of the categories, or all. */
async function evaluatePlans(
  store: BudgetStore,
  clock: Clock,
  scene: Scene,
  facts: Spending['facts'],
  categoryIds?: readonly string[],
): Promise<Scene> {
  const spending = { facts, tree: scene.tree, today: scene.today };
  const plans = await Promise.all(scene.plans.map((plan) => evaluate(store, clock, plan, spending, categoryIds)));
  return { ...scene, plans: plans.filter((plan) => plan !== undefined) };
}

/** The budget as it is once its alerts are sent; undefined when it is gone. */
async function evaluate(
  store: BudgetStore,
  clock: Clock,
  plan: StoredBudget,
  spending: Spending,
  categoryIds: readonly string[] | undefined,
): Promise<StoredBudget | undefined> {
  let current: StoredBudget | undefined = plan;
  for (let tries = 0; current; tries++) {
    const { budget, fired }: StoredBudget = current;
    const lines = categoryIds && budget.lines.filter((line) => counts(line, spending.tree, categoryIds));
    const { marks, events } = alerts(budget, spending, fired, systemWriteContext(clock), lines);
    if (marks.length === 0) return current;
    if (await store.fire(current, marks, events)) return { budget, fired: fired.union(new Set(marks)) };
    if (tries === FIRE_TRIES) throw new Error('a budget kept changing while its alerts were sent');
    current = (await store.stored(budget.householdId)).find((one) => one.budget.id === budget.id);
  }
  return undefined;
}
