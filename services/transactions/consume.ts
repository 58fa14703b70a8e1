/** What transactions take from other services: replicas of accounts, categories and households; a deleted household loses its data. */
import { AccountEventSchema } from '#gen/melo/accounts/v1/account_event_pb.ts';
import { CategoryEventSchema } from '#gen/melo/categories/v1/category_event_pb.ts';
import { HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { resourceChange } from '#kit/events/resource-change.ts';
import { subscription } from '#kit/events/subscription.ts';
import type { TransactionStore } from './store.ts';

export const subscriptions = (store: TransactionStore) => [
  subscription({
    schema: AccountEventSchema,
    handles: ['accountCreated', 'accountUpdated'],
    apply: (batch) =>
      store.apply(batch, async (events, em) => {
        for (const { after } of events.map(resourceChange)) if (after) await store.copies.putAccounts([after], em);
      }),
  }),
  subscription({
    schema: CategoryEventSchema,
    handles: ['categoryCreated', 'categoryUpdated'],
    apply: (batch) =>
      store.apply(batch, async (events, em) => {
        for (const { after } of events.map(resourceChange)) if (after) await store.copies.putCategories([after], em);
      }),
  }),
  subscription({
    schema: HouseholdEventSchema,
    handles: ['householdCreated', 'householdUpdated', 'householdDeleted'],
    apply: (batch) =>
      store.apply(batch, async (events, em) => {
        for (const { after } of events.map(resourceChange)) if (after) await store.copies.putHousehold(after, em);
      }),
  }),
];
