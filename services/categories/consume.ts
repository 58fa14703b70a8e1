/** What categories consume: a new household gets default categories; the categories of a deleted one are erased. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type HouseholdEvent, HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { subscription } from '#kit/events/subscription.ts';
import { systemWriteContext } from '#kit/rpc/write-context.ts';
import type { Clock } from '#kit/values/dates.ts';
import { defaultCategories } from './defaults.ts';
import type { CategoryStore } from './store.ts';

export const subscriptions = (store: CategoryStore, clock: Clock) => [
  subscription({
    schema: HouseholdEventSchema,
    handles: ['householdCreated', 'householdUpdated', 'householdDeleted'],
    apply: (batch) => store.apply(batch, (events, em) => createDefaults({ store, clock }, events, em)),
  }),
];

type Consumer = { readonly store: CategoryStore; readonly clock: Clock };

/** Creates the default categories of new households, except those that members created before the event arrived. */
async function createDefaults({ store, clock }: Consumer, events: readonly HouseholdEvent[], em: EntityManager) {
  for (const { householdId, change } of events) {
    if (change.case !== 'householdCreated') continue;
    const existing = await store.lockedCategories(em, householdId);
    const { locale } = change.value.after!;
    await store.putCategories(em, defaultCategories(householdId, locale, existing, systemWriteContext(clock)));
  }
}
