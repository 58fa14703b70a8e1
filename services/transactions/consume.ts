/** What transactions take from others: accounts, categories and time zones of households are copied, the end of a household erases its part. */
import { AccountEventSchema } from '#gen/melo/accounts/v1/account_event_pb.ts';
import { CategoryEventSchema } from '#gen/melo/categories/v1/category_event_pb.ts';
import { type HouseholdEvent, HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { topics } from '#infra/topology.ts';
import { subscription } from '#kit/events/subscription.ts';
import { applySql } from '#kit/store/sql/tables.ts';
import type { TransactionStore } from './store.ts';

export const subscriptions = (store: TransactionStore) => [
  subscription({
    topic: topics.account,
    schema: AccountEventSchema,
    handles: ['accountCreated', 'accountUpdated', 'accountBalanceChanged'],
    apply: (batch) =>
      applySql(
        store.fork,
        batch,
        async (events, em) => {
          for (const { change } of events) {
            if (change.case === 'accountCreated') await store.copies.putAccounts([change.value.account!], em);
            if (change.case === 'accountUpdated') await store.copies.putAccounts([change.value.after!], em);
          }
        },
        // Every transaction comes back as a changed balance.
        ({ change }) => change.case !== 'accountBalanceChanged',
      ),
  }),
  subscription({
    topic: topics.category,
    schema: CategoryEventSchema,
    handles: ['categoryCreated', 'categoryUpdated'],
    apply: (batch) =>
      applySql(store.fork, batch, async (events, em) => {
        for (const { change } of events) {
          if (change.case === 'categoryCreated') await store.copies.putCategories([change.value.category!], em);
          if (change.case === 'categoryUpdated') await store.copies.putCategories([change.value.after!], em);
        }
      }),
  }),
  subscription({
    topic: topics.household,
    schema: HouseholdEventSchema,
    handles: ['householdCreated', 'householdUpdated', 'householdDeleted'],
    async apply(batch) {
      await store.endings.mark(endedBy(batch.events.map(({ event }) => event)));
      await applySql(store.fork, batch, async (events, em) => {
        for (const { change } of events) {
          if (change.case === 'householdCreated') await store.copies.putHousehold(change.value.household!, em);
          if (change.case === 'householdUpdated') await store.copies.putHousehold(change.value.after!, em);
        }
        await store.endings.erase(em, endedBy(events));
      });
    },
  }),
];

const endedBy = (events: readonly HouseholdEvent[]): string[] =>
  events.filter(({ change }) => change.case === 'householdDeleted').map(({ householdId }) => householdId);
