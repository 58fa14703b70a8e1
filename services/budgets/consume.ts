/** What budgets take from others: transactions are spending and may alert; categories and households are copied. */
import type { Budget } from '#gen/melo/budgets/v1/budget_pb.ts';
import { CategoryEventSchema } from '#gen/melo/categories/v1/category_event_pb.ts';
import { type TransactionEvent, TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { topics } from '#infra/map.ts';
import { ownAct } from '#kit/act.ts';
import { type Clock, todayIn } from '#kit/clock.ts';
import type { Batch } from '#kit/events/batch.ts';
import { subscription } from '#kit/events/subscription.ts';
import type { Node } from '#kit/tree.ts';
import { alerts } from './alert.ts';
import { type Book, openBook } from './book.ts';
import { periodOf, type Span } from './period.ts';
import { type Fact, factOf } from './spending.ts';
import { counts, factsFrom } from './status.ts';
import type { BudgetStore, StoredBudget } from './store.ts';

/** Tries at one budget that is edited at the same moment. */
const FIRE_TRIES = 5;

/** `tells` of thresholds that were passed, unless it only makes again what was counted before: plans are those of today. */
export const subscriptions = (store: BudgetStore, clock: Clock, tells = true) => [
  subscription({
    topic: topics.transaction,
    schema: TransactionEventSchema,
    apply: (batch) => applyTransactions(store, clock, tells, batch),
  }),
  subscription({
    topic: topics.category,
    schema: CategoryEventSchema,
    apply: (batch) =>
      each(store, batch, async ({ change, householdId, version }) => {
        if (change.case === undefined || change.case === 'categoryDeleted') return;
        const category = change.case === 'categoryCreated' ? change.value.category! : change.value.after!;
        await store.putCategory(category.id, householdId, version, category.parentId);
      }),
  }),
  subscription({
    topic: topics.household,
    schema: HouseholdEventSchema,
    apply: (batch) =>
      each(store, batch, async ({ change, householdId, version }) => {
        if (change.case === 'householdDeleted') return store.erase(householdId, version);
        if (change.case === undefined) return;
        const household = change.case === 'householdCreated' ? change.value.household! : change.value.after!;
        await store.putHousehold(householdId, version, household.timeZone);
      }),
  }),
];

/** Applies what is newer than the watermark, then moves it: every effect is written only when newer, so it may be repeated. */
async function each<Event extends { sequence: bigint; householdId: string }>(
  store: BudgetStore,
  batch: Batch<Event>,
  effect: (event: Event) => Promise<void>,
): Promise<void> {
  const fresh = await store.positions.fresh(batch);
  for (const event of fresh) await effect(event);
  await store.sweep(fresh.map(({ householdId }) => householdId));
  await store.positions.moved(batch);
}

/**
 * Event by event in topic order, never folded: an alert tells of the moment in which a threshold was passed. Alerts are
 * told before the facts are kept, so that a batch that comes again after a crash finds the same moments.
 */
async function applyTransactions(
  store: BudgetStore,
  clock: Clock,
  tells: boolean,
  batch: Batch<TransactionEvent>,
): Promise<void> {
  const fresh = await store.positions.fresh(batch);
  for (const [household, events] of Map.groupBy(fresh, ({ householdId }) => householdId)) {
    const facts = events.map(factOf).filter((fact) => fact !== undefined);
    const newest = new Map(facts.map((fact) => [fact.transactionId, fact]));
    const known = await store.factsOf([...newest.keys()]);
    if (tells) await tellAlerts(store, clock, household, facts, known);
    const versions = new Map(known.map(({ transactionId, version }) => [transactionId, version]));
    await store.putFacts(
      [...newest.values()].filter(({ transactionId, version }) => version > (versions.get(transactionId) ?? 0n)),
    );
  }
  await store.sweep(fresh.map(({ householdId }) => householdId));
  await store.positions.moved(batch);
}

/** Tells the alerts of these facts in every budget of the household whose period of that day is open. */
async function tellAlerts(
  store: BudgetStore,
  clock: Clock,
  household: string,
  facts: readonly Fact[],
  known: readonly Fact[],
): Promise<void> {
  const reads = [store.stored(household), store.timeZone(household), store.categories(household)] as const;
  const [stored, timeZone, tree] = await Promise.all(reads);
  let plans = stored;
  const days = new Set(facts.filter(({ lines }) => lines.length > 0).map(({ date }) => date));
  if (plans.length === 0 || days.size === 0) return;
  const today = todayIn(clock(), timeZone).toString();
  const open = plans.flatMap(({ budget }) => [...days].flatMap((day) => openPeriod(budget, day, today) ?? []));
  if (open.length === 0) return;
  const from = open.map(({ budget, span }) => factsFrom(budget, span)).sort()[0]!;
  const to = open
    .map(({ span }) => span.end)
    .sort()
    .at(-1)!;
  const book = openBook([...(await store.facts(household, from, to)), ...known]);
  for (const fact of facts) {
    if (!book.take(fact) || fact.lines.length === 0) continue;
    for (let tries = 0; ; tries++) {
      const evaluated = await Promise.all(plans.map((plan) => evaluate(store, clock, plan, fact, book, tree, today)));
      if (evaluated.every((plan) => plan !== undefined)) {
        plans = evaluated;
        break;
      }
      if (tries === FIRE_TRIES) throw new Error('a budget kept changing while its alerts were told');
      plans = await store.stored(household);
    }
  }
}

/** The period of a day, while it may still alert. */
function openPeriod(budget: Budget, day: string, today: string): { budget: Budget; span: Span } | undefined {
  const span = periodOf(budget.period, day);
  return span.end < today || span.end < budget.startDate ? undefined : { budget, span };
}

/** The budget with what it has told now; undefined when it changed meanwhile and must be looked at again. */
async function evaluate(
  store: BudgetStore,
  clock: Clock,
  plan: StoredBudget,
  fact: Fact,
  book: Book,
  tree: readonly Node[],
  today: string,
): Promise<StoredBudget | undefined> {
  const { budget, fired } = plan;
  const open = openPeriod(budget, fact.date, today);
  const categoryIds = fact.lines.map(({ categoryId }) => categoryId);
  const lines = budget.lines.filter((line) => counts(line, tree, categoryIds));
  if (!open || lines.length === 0) return plan;
  const { marks, events } = alerts(budget, open.span, book.counted(), tree, fired, ownAct(clock), lines);
  if (marks.length === 0) return plan;
  return (await store.fire(plan, marks, events)) ? { budget, fired: fired.union(new Set(marks)) } : undefined;
}
