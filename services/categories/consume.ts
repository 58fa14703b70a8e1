/** What categories take from other services: a new household gets default categories, a deleted one loses its categories. */
import { HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { subscription } from '#kit/events/subscription.ts';
import { systemWriteContext } from '#kit/rpc/write-context.ts';
import type { Clock } from '#kit/values/dates.ts';
import { defaultCategories } from './defaults.ts';
import type { CategoryStore } from './store.ts';

export const subscriptions = (store: CategoryStore, clock: Clock) => [
  subscription({
    schema: HouseholdEventSchema,
    handles: ['householdCreated', 'householdUpdated', 'householdDeleted'],
    async apply(batch) {
      await store.apply(batch, async (events, em) => {
        for (const { householdId, change } of events) {
          if (change.case !== 'householdCreated') continue;
          // Members may have created categories before this event arrived.
          const present = await store.within(em, householdId);
          const { locale } = change.value.after!;
          await store.putAll(em, defaultCategories(householdId, locale, present, systemWriteContext(clock)));
        }
      });
      store.wake();
    },
  }),
];
