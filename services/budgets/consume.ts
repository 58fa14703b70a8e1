/** What budgets take from events: transactions are spending; categories and households are replicas; each may pass a threshold. */
import { BudgetEventSchema } from '#gen/melo/budgets/v1/budget_event_pb.ts';
import { CategoryEventSchema } from '#gen/melo/categories/v1/category_event_pb.ts';
import { type TransactionEvent, TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { resourceChange } from '#kit/events/resource-change.ts';
import { subscription } from '#kit/events/subscription.ts';
import type { Clock } from '#kit/values/dates.ts';
import { evaluateHousehold, evaluateSpending } from './alert/evaluate.ts';
import { factOf } from './spending/entry.ts';
import type { BudgetStore } from './store.ts';

/** `alerts` when a threshold is passed, unless it only rebuilds what was counted before: budgets are those of today. */
export const subscriptions = (store: BudgetStore, clock: Clock, alerts = true) => [
  subscription({
    schema: TransactionEventSchema,
    handles: ['transactionCreated', 'transactionUpdated', 'transactionDeleted', 'transactionRestored'],
    apply: (batch) =>
      store.apply(batch, async (events) => {
        for (const [household, own] of Map.groupBy(events, ({ householdId }) => householdId))
          await applySpending(store, clock, alerts, household, own);
      }),
  }),
  subscription({
    schema: CategoryEventSchema,
    handles: ['categoryCreated', 'categoryUpdated'],
    apply: (batch) =>
      store.apply(batch, async (events) => {
        for (const event of events) {
          const { before, after } = resourceChange(event);
          if (!after) continue;
          await store.putCategory(after);
          // Spending of a moved category counts in other lines from now on.
          const isMoved = before && before.parentId !== after.parentId;
          if (alerts && isMoved) await evaluateHousehold(store, clock, event.householdId);
        }
      }),
  }),
  subscription({
    schema: HouseholdEventSchema,
    handles: ['householdCreated', 'householdUpdated', 'householdDeleted'],
    apply: (batch) =>
      store.apply(batch, async (events) => {
        for (const event of events) {
          const { after } = resourceChange(event);
          if (after) await store.putHousehold(event.householdId, event.version, after.timeZone);
        }
      }),
  }),
  subscription({
    schema: BudgetEventSchema,
    handles: ['budgetCreated', 'budgetUpdated', 'budgetDeleted', 'budgetThresholdExceeded'],
    apply: (batch) =>
      store.apply(batch, async (events) => {
        for (const event of events) {
          const { after } = resourceChange(event);
          if (alerts && after) await evaluateHousehold(store, clock, event.householdId, after.id);
        }
      }),
  }),
];

/** Alerts are sent before the facts are stored, so that a batch that is applied again after a crash finds the same thresholds. */
async function applySpending(
  store: BudgetStore,
  clock: Clock,
  alerts: boolean,
  household: string,
  events: readonly TransactionEvent[],
): Promise<void> {
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
