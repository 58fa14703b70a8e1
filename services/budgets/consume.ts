/** What budgets consume: transactions are spending; categories and households are replicas. Each may cross a threshold. */
import { type BudgetEvent, BudgetEventSchema } from '#gen/melo/budgets/v1/budget_event_pb.ts';
import { type CategoryEvent, CategoryEventSchema } from '#gen/melo/categories/v1/category_event_pb.ts';
import { type TransactionEvent, TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { type HouseholdEvent, HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { resourceChange } from '#kit/events/resource-change.ts';
import { subscription } from '#kit/events/subscription.ts';
import { SWEPT } from '#kit/store/erasure.ts';
import type { Clock } from '#kit/values/dates.ts';
import { evaluateHousehold } from './alert/evaluate.ts';
import { evaluateSpending, recordSpending } from './alert/evaluate-spending.ts';
import { factOf } from './spending/entry.ts';
import type { BudgetStore } from './store.ts';

/** `alerts` is false for a rebuild: today's budgets say nothing about past spending. */
export const subscriptions = (store: BudgetStore, clock: Clock, alerts = true) => [
  subscription({
    schema: TransactionEventSchema,
    handles: ['transactionCreated', 'transactionUpdated', 'transactionDeleted', 'transactionRestored'],
    apply: (batch) => store.apply(batch, (events) => applySpending({ store, clock, alerts }, events)),
  }),
  subscription({
    schema: CategoryEventSchema,
    handles: ['categoryCreated', 'categoryUpdated'],
    apply: (batch) => store.apply(batch, (events) => replicateCategories({ store, clock, alerts }, events)),
  }),
  subscription({
    schema: HouseholdEventSchema,
    handles: ['householdCreated', 'householdUpdated', 'householdDeleted'],
    apply: (batch) => store.apply(batch, (events) => replicateHouseholds(store, events)),
  }),
  subscription({
    schema: BudgetEventSchema,
    handles: ['budgetCreated', 'budgetUpdated', 'budgetDeleted', 'budgetThresholdExceeded'],
    apply: (batch) => store.apply(batch, (events) => evaluateBudgets({ store, clock, alerts }, events)),
  }),
];

type Consumer = { readonly store: BudgetStore; readonly clock: Clock; readonly alerts: boolean };

async function applySpending({ store, clock, alerts }: Consumer, events: readonly TransactionEvent[]) {
  const facts = events.map(factOf).filter((fact) => fact !== undefined);
  if (!alerts) return recordSpending(store, facts);
  await evaluateSpending({ store, clock }, facts);
  return SWEPT;
}

/** Spending of a moved category counts in other lines from then on, so these are evaluated. */
async function replicateCategories({ store, clock, alerts }: Consumer, events: readonly CategoryEvent[]) {
  for (const event of events) {
    const { before, after } = resourceChange(event);
    if (!after) continue;
    await store.putCategory(after);
    const isMoved = before && before.parentId !== after.parentId;
    if (alerts && isMoved) await evaluateHousehold({ store, clock }, event.householdId);
  }
}

async function replicateHouseholds(store: BudgetStore, events: readonly HouseholdEvent[]) {
  for (const event of events) {
    const { after } = resourceChange(event);
    if (after) await store.putHousehold(event.householdId, event.version, after.timeZone);
  }
}

/** Evaluates new and changed budgets after their commit, even if the process that committed them has stopped since. */
async function evaluateBudgets({ store, clock, alerts }: Consumer, events: readonly BudgetEvent[]) {
  for (const event of events) {
    const { after } = resourceChange(event);
    if (alerts && after) await evaluateHousehold({ store, clock }, event.householdId, after.id);
  }
}
