/** What reports consume: transactions become facts; accounts, categories and households are replicas. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type AccountEvent, AccountEventSchema } from '#gen/melo/accounts/v1/account_event_pb.ts';
import { type CategoryEvent, CategoryEventSchema } from '#gen/melo/categories/v1/category_event_pb.ts';
import { type TransactionEvent, TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { type HouseholdEvent, HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { PoisonEventError, subscription } from '#kit/events/subscription.ts';
import { plainDate } from '#kit/values/dates.ts';
import { factOf, newest } from './facts/fact.ts';
import { accountOf, categoryOf, householdOf } from './replicas.ts';
import type { ReportStore } from './store.ts';

export const subscriptions = (store: ReportStore) => [
  subscription({
    schema: TransactionEventSchema,
    handles: ['transactionCreated', 'transactionUpdated', 'transactionDeleted', 'transactionRestored'],
    apply: (batch) => store.apply(batch, (events, em) => recordFacts(store, events, em, batch.partition)),
  }),
  subscription({
    schema: AccountEventSchema,
    handles: ['accountCreated', 'accountUpdated', 'accountDeleted'],
    apply: (batch) => store.apply(batch, (events, em) => replicateAccounts(store, events, em)),
  }),
  subscription({
    schema: CategoryEventSchema,
    handles: ['categoryCreated', 'categoryUpdated', 'categoryDeleted'],
    apply: (batch) => store.apply(batch, (events, em) => replicateCategories(store, events, em)),
  }),
  subscription({
    schema: HouseholdEventSchema,
    handles: ['householdCreated', 'householdUpdated', 'householdDeleted'],
    apply: (batch) => store.apply(batch, (events, em) => replicateHouseholds(store, events, em)),
  }),
];

async function recordFacts(
  store: ReportStore,
  events: readonly TransactionEvent[],
  em: EntityManager,
  partition: number,
): Promise<void> {
  const facts = events.map(factOf).filter((fact) => fact !== undefined);
  for (const { postingDate } of facts) checkDay(postingDate);
  await store.putFacts(em, newest(facts));
  await store.putAsOf(em, partition, events);
}

async function replicateAccounts(store: ReportStore, events: readonly AccountEvent[], em: EntityManager) {
  const accounts = events.map(accountOf);
  for (const { openingDate } of accounts) checkDay(openingDate);
  await store.putAccounts(em, accounts);
}

const replicateCategories = (store: ReportStore, events: readonly CategoryEvent[], em: EntityManager) =>
  store.putCategories(em, events.map(categoryOf));

const replicateHouseholds = (store: ReportStore, events: readonly HouseholdEvent[], em: EntityManager) =>
  store.putHouseholds(em, events.map(householdOf));

/** An invalid date is never going to be valid. */
function checkDay(text: string): void {
  if (!plainDate(text)) throw new PoisonEventError(`${text} is not a valid date`);
}
