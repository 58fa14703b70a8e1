/** What categories take from others: a new household gets its defaults, the end of one erases its part. */
import { HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { topics } from '#infra/map.ts';
import { ownAct } from '#kit/act.ts';
import type { Clock } from '#kit/clock.ts';
import { subscription } from '#kit/events/consume.ts';
import { applySql } from '#kit/events/sql.ts';
import { defaultCategories } from './defaults.ts';
import type { CategoryStore } from './store.ts';

export const subscriptions = (store: CategoryStore, clock: Clock) => [
  subscription({
    topic: topics.household,
    schema: HouseholdEventSchema,
    async apply(batch) {
      await applySql(store.fork, batch, async (events, em) => {
        for (const { householdId, change } of events) {
          if (change.case === 'householdCreated') {
            await store.putAll(em, defaultCategories(householdId, change.value.household!.locale, ownAct(clock)));
          }
          if (change.case === 'householdDeleted') await store.erase(em, householdId);
        }
      });
      store.wake();
    },
  }),
];
