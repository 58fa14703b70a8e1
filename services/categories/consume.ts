/** What categories take from others: a new household gets its defaults, the end of one erases its part. */
import { type HouseholdEvent, HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { topics } from '#infra/topology.ts';
import { subscription } from '#kit/events/subscription.ts';
import { systemWriteContext } from '#kit/rpc/write-context.ts';
import { applySql } from '#kit/store/sql/tables.ts';
import type { Clock } from '#kit/values/dates.ts';
import { defaultCategories } from './defaults.ts';
import type { CategoryStore } from './store.ts';

export const subscriptions = (store: CategoryStore, clock: Clock) => [
  subscription({
    topic: topics.household,
    schema: HouseholdEventSchema,
    handles: ['householdCreated', 'householdUpdated', 'householdDeleted'],
    async apply(batch) {
      await store.endings.mark(endedBy(batch.events.map(({ event }) => event)));
      await applySql(store.fork, batch, async (events, em) => {
        for (const { householdId, change } of events) {
          if (change.case !== 'householdCreated') continue;
          // Its members may have been quicker.
          const present = await store.within(em, householdId);
          const { locale } = change.value.household!;
          await store.putAll(em, defaultCategories(householdId, locale, present, systemWriteContext(clock)));
        }
        await store.endings.erase(em, endedBy(events));
      });
      store.wake();
    },
  }),
];

const endedBy = (events: readonly HouseholdEvent[]): string[] =>
  events.filter(({ change }) => change.case === 'householdDeleted').map(({ householdId }) => householdId);
