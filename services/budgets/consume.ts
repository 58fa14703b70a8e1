/** What budgets take from others: transactions are spending and may alert; categories and households are copied. */
import { CategoryEventSchema } from '#gen/melo/categories/v1/category_event_pb.ts';
import { type TransactionEvent, TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { topics } from '#infra/map.ts';
import { ownAct } from '#kit/act.ts';
import { type Clock, todayIn } from '#kit/clock.ts';
import { type Batch, subscription } from '#kit/events/consume.ts';
import { alerts } from './alert.ts';
import { periodOf } from './period.ts';
import { factOf } from './spending.ts';
import { factsFrom } from './status.ts';
import type { BudgetStore, StoredBudget } from './store.ts';

/** Tries at one budget that is edited at the same moment. */
const FIRE_TRIES = 5;

export const subscriptions = (store: BudgetStore, clock: Clock) => [
  subscription({
    topic: topics.transaction,
    schema: TransactionEventSchema,
    // Event by event in topic order, never folded: an alert tells of the moment in which a threshold was passed.
    apply: (batch) => each(store, batch, (event) => applyTransaction(store, clock, event)),
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
        if (change.case === 'householdDeleted') return store.erase(householdId);
        if (change.case === undefined) return;
        const household = change.case === 'householdCreated' ? change.value.household! : change.value.after!;
        await store.putHousehold(householdId, version, household.timeZone);
      }),
  }),
];

/** Applies what is newer than the watermark, then moves it: every effect is written only when newer, so it may be repeated. */
async function each<Event extends { sequence: bigint }>(
  store: BudgetStore,
  batch: Batch<Event>,
  effect: (event: Event) => Promise<void>,
): Promise<void> {
  const before = (await store.positions.position(batch.topic, batch.partition))?.sequence ?? 0n;
  for (const { event } of batch.events) if (event.sequence > before) await effect(event);
  const last = batch.events.at(-1)?.event.sequence ?? 0n;
  await store.positions.move(batch, last > before ? last : before);
}

async function applyTransaction(store: BudgetStore, clock: Clock, event: TransactionEvent): Promise<void> {
  const fact = factOf(event);
  if (!fact) return;
  await store.putFact(fact);
  if (fact.lines.length > 0) await evaluate(store, clock, fact.householdId, fact.date);
}

/** Tells the alerts of the period of `date` in every budget of the household, while that period is open. */
async function evaluate(store: BudgetStore, clock: Clock, household: string, date: string): Promise<void> {
  for (let tries = 0; tries < FIRE_TRIES; tries++) {
    const stored = await store.stored(household);
    if (stored.length === 0) return;
    const today = todayIn(clock(), await store.timeZone(household)).toString();
    const results = await Promise.all(stored.map((one) => evaluateOne(store, clock, one, date, today)));
    if (results.every(Boolean)) return;
  }
  throw new Error('a budget kept changing while its alerts were told');
}

/** False when the budget changed meanwhile, and must be looked at again. */
async function evaluateOne(
  store: BudgetStore,
  clock: Clock,
  stored: StoredBudget,
  date: string,
  today: string,
): Promise<boolean> {
  const { budget, fired } = stored;
  const span = periodOf(budget.period, date);
  if (span.end < today || span.end < budget.startDate) return true;
  const facts = await store.facts(budget.householdId, factsFrom(budget, span), span.end);
  const tree = await store.categories(budget.householdId);
  const { marks, events } = alerts(budget, span, facts, tree, fired, ownAct(clock));
  return marks.length === 0 || store.fire(stored, marks, events);
}
