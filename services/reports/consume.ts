/** What reports take from other services: transactions become facts; accounts, categories and households are replicas. */

import { type AccountEvent, AccountEventSchema } from '#gen/melo/accounts/v1/account_event_pb.ts';
import { type CategoryEvent, CategoryEventSchema } from '#gen/melo/categories/v1/category_event_pb.ts';
import { TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { type HouseholdEvent, HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { resourceChange } from '#kit/events/resource-change.ts';
import { PoisonEventError, subscription } from '#kit/events/subscription.ts';
import { plainDate } from '#kit/values/dates.ts';
import { factOf, newest } from './fact.ts';
import type { AccountReplica, CategoryReplica, HouseholdReplica } from './replicas.ts';
import type { ReportStore } from './store.ts';

export const subscriptions = (store: ReportStore) => [
  subscription({
    schema: TransactionEventSchema,
    handles: ['transactionCreated', 'transactionUpdated', 'transactionDeleted', 'transactionRestored'],
    apply: (batch) =>
      store.apply(batch, async (events, em) => {
        const facts = events.map(factOf).filter((fact) => fact !== undefined);
        for (const { postingDate } of facts) checkDay(postingDate);
        await store.putFacts(em, newest(facts));
        await store.putAsOf(em, batch.partition, events);
      }),
  }),
  subscription({
    schema: AccountEventSchema,
    handles: ['accountCreated', 'accountUpdated', 'accountDeleted'],
    apply: (batch) =>
      store.apply(batch, async (events, em) => {
        const replicas = events.map(accountOf);
        for (const { openingDate } of replicas) checkDay(openingDate);
        await store.putAccounts(em, newestReplicas(replicas));
      }),
  }),
  subscription({
    schema: CategoryEventSchema,
    handles: ['categoryCreated', 'categoryUpdated', 'categoryDeleted'],
    apply: (batch) =>
      store.apply(batch, async (events, em) => {
        await store.putCategories(em, newestReplicas(events.map(categoryOf)));
      }),
  }),
  subscription({
    schema: HouseholdEventSchema,
    handles: ['householdCreated', 'householdUpdated', 'householdDeleted'],
    apply: (batch) =>
      store.apply(batch, async (events, em) => {
        const replicas = events.map(householdOf);
        await store.putHouseholds(em, newestReplicas(replicas));
        await store.erase(
          em,
          replicas.filter(({ deleted }) => deleted).map(({ id }) => id),
        );
      }),
  }),
];

function accountOf(event: AccountEvent): AccountReplica {
  const { before, after } = resourceChange(event);
  const account = (after ?? before)!;
  return {
    id: account.id,
    householdId: account.householdId,
    version: event.version,
    openingMinorUnits: account.openingBalance!.minorUnits,
    currency: account.openingBalance!.currencyCode,
    openingDate: account.openingDate,
    archived: account.archived,
    deleted: after === undefined,
  };
}

/** A deleted category keeps its kind, for lines that still name it. */
function categoryOf(event: CategoryEvent): CategoryReplica {
  const { before, after } = resourceChange(event);
  const { id, householdId, parentId, kind } = (after ?? before)!;
  return { id, householdId, version: event.version, parentId, kind };
}

function householdOf(event: HouseholdEvent): HouseholdReplica {
  const { before, after } = resourceChange(event);
  const { baseCurrency, timeZone } = (after ?? before)!;
  return { id: event.householdId, version: event.version, baseCurrency, timeZone, deleted: after === undefined };
}

/** The newest of each ID: two hosts whose clocks differ may publish events of one resource out of order. */
const newestReplicas = <Replica extends { readonly id: string; readonly version: bigint }>(
  replicas: readonly Replica[],
): Replica[] => [
  ...new Map(replicas.toSorted((a, b) => (a.version < b.version ? -1 : 1)).map((one) => [one.id, one])).values(),
];

/** An invalid date would never become valid. */
function checkDay(text: string): void {
  if (!plainDate(text)) throw new PoisonEventError(`${text} is not a valid date`);
}
