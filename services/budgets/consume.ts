/** What budgets take from events: transactions are spending; budgets, categories and spending may alert; categories and households are copied. */
import { type BudgetEvent, BudgetEventSchema } from '#gen/melo/budgets/v1/budget_event_pb.ts';
import { type CategoryEvent, CategoryEventSchema } from '#gen/melo/categories/v1/category_event_pb.ts';
import { type TransactionEvent, TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { topics } from '#infra/topology.ts';
import { subscription } from '#kit/events/subscription.ts';
import type { EventBatch } from '#kit/store/checkpoints.ts';
import type { Clock } from '#kit/values/dates.ts';
import { evaluateHousehold, evaluateSpending } from './alert/evaluate.ts';
import { factOf } from './spending/entry.ts';
import type { BudgetStore } from './store.ts';

/** `alerts` on thresholds that were passed, unless it only makes again what was counted before: plans are those of today. */
export const subscriptions = (store: BudgetStore, clock: Clock, alerts = true) => [
  subscription({
    topic: topics.transaction,
    schema: TransactionEventSchema,
    handles: ['transactionCreated', 'transactionUpdated', 'transactionDeleted', 'transactionRestored'],
    apply: (batch) => applyTransactions(store, clock, alerts, batch),
  }),
  subscription({
    topic: topics.category,
    schema: CategoryEventSchema,
    handles: ['categoryCreated', 'categoryUpdated'],
    apply: (batch) =>
      each(store, batch, async ({ change, householdId }) => {
        if (change.case !== 'categoryCreated' && change.case !== 'categoryUpdated') return;
        await store.putCategory(change.case === 'categoryCreated' ? change.value.category! : change.value.after!);
        if (alerts && isMove(change)) await evaluateHousehold(store, clock, householdId);
      }),
  }),
  subscription({
    topic: topics.household,
    schema: HouseholdEventSchema,
    handles: ['householdCreated', 'householdUpdated', 'householdDeleted'],
    apply: (batch) =>
      each(store, batch, async ({ change, householdId, version }) => {
        if (change.case === 'householdDeleted') return store.erase(householdId, version);
        if (change.case === undefined) return;
        const household = change.case === 'householdCreated' ? change.value.household! : change.value.after!;
        await store.putHousehold(householdId, version, household.timeZone);
      }),
  }),
  subscription({
    topic: topics.budget,
    schema: BudgetEventSchema,
    handles: ['budgetCreated', 'budgetUpdated', 'budgetDeleted', 'budgetThresholdExceeded'],
    apply: (batch) =>
      each(store, batch, async ({ change, householdId }) => {
        const id = changedBudget(change);
        if (alerts && id) await evaluateHousehold(store, clock, householdId, id);
      }),
  }),
];

/** Whether spending of the category counts in other lines from now on. */
const isMove = (change: CategoryEvent['change']): boolean =>
  change.case === 'categoryUpdated' && change.value.before!.parentId !== change.value.after!.parentId;

/** The budget whose limits may have been passed by its own change. */
function changedBudget(change: BudgetEvent['change']): string | undefined {
  if (change.case === 'budgetCreated') return change.value.budget!.id;
  return change.case === 'budgetUpdated' ? change.value.after!.id : undefined;
}

/** Applies what is newer than the watermark, then moves it: every effect is written only when newer, so it may be repeated. */
async function each<Event extends { sequence: bigint; householdId: string }>(
  store: BudgetStore,
  batch: EventBatch<Event>,
  effect: (event: Event) => Promise<void>,
): Promise<void> {
  const fresh = await store.checkpoints.unapplied(batch);
  for (const event of fresh) await effect(event);
  await store.sweep(fresh.map(({ householdId }) => householdId));
  await store.checkpoints.advance(batch);
}

/** Alerts are sent before the facts are kept, so that a batch that comes again after a crash finds the same moments. */
async function applyTransactions(
  store: BudgetStore,
  clock: Clock,
  alerts: boolean,
  batch: EventBatch<TransactionEvent>,
): Promise<void> {
  const fresh = await store.checkpoints.unapplied(batch);
  for (const [household, events] of Map.groupBy(fresh, ({ householdId }) => householdId)) {
    const facts = events.map(factOf).filter((fact) => fact !== undefined);
    const newest = new Map(facts.map((fact) => [fact.transactionId, fact]));
    const known = await store.factsOf([...newest.keys()]);
    const versions = new Map(known.map(({ transactionId, version }) => [transactionId, version]));
    const keep = () =>
      store.putFacts(
        [...newest.values()].filter(({ transactionId, version }) => version > (versions.get(transactionId) ?? 0n)),
      );
    await (alerts ? evaluateSpending(store, clock, { household, facts, known, keep }) : keep());
  }
  await store.sweep(fresh.map(({ householdId }) => householdId));
  await store.checkpoints.advance(batch);
}
