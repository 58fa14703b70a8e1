/** What transactions consume: accounts, categories and households are replicas; the ledger of a deleted household is erased. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type AccountEvent, AccountEventSchema } from '#gen/melo/accounts/v1/account_event_pb.ts';
import { type CategoryEvent, CategoryEventSchema } from '#gen/melo/categories/v1/category_event_pb.ts';
import { type HouseholdEvent, HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { changedResources } from '#kit/events/resource-change.ts';
import { subscription } from '#kit/events/subscription.ts';
import type { TransactionStore } from './store.ts';

export const subscriptions = (store: TransactionStore) => [
  subscription({
    schema: AccountEventSchema,
    handles: ['accountCreated', 'accountUpdated'],
    apply: (batch) => store.apply(batch, (events, em) => replicateAccounts(store, events, em)),
  }),
  subscription({
    schema: CategoryEventSchema,
    handles: ['categoryCreated', 'categoryUpdated'],
    apply: (batch) => store.apply(batch, (events, em) => replicateCategories(store, events, em)),
  }),
  subscription({
    schema: HouseholdEventSchema,
    handles: ['householdCreated', 'householdUpdated', 'householdDeleted'],
    apply: (batch) => store.apply(batch, (events, em) => replicateHouseholds(store, events, em)),
  }),
];

const replicateAccounts = (store: TransactionStore, events: readonly AccountEvent[], em: EntityManager) =>
  store.replicas.putAccounts(changedResources(events), em);

const replicateCategories = (store: TransactionStore, events: readonly CategoryEvent[], em: EntityManager) =>
  store.replicas.putCategories(changedResources(events), em);

const replicateHouseholds = (store: TransactionStore, events: readonly HouseholdEvent[], em: EntityManager) =>
  store.replicas.putHouseholds(changedResources(events), em);
