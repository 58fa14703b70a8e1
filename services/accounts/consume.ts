/** What accounts take from other services: transactions move balances, a household's time zone says when its day ends. */
import { TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { resourceChange } from '#kit/events/resource-change.ts';
import { subscription } from '#kit/events/subscription.ts';
import { systemWriteContext } from '#kit/rpc/write-context.ts';
import type { Clock } from '#kit/values/dates.ts';
import { balanceChanged } from './account.ts';
import { balanceOn, folded, type Posting, postingsOf } from './balance.ts';
import type { AccountStore } from './store.ts';

/** `publishes` every balance that changed, unless it only rebuilds what was published before. */
export const subscriptions = (store: AccountStore, clock: Clock, publishes = true) => [
  subscription({
    schema: TransactionEventSchema,
    handles: ['transactionCreated', 'transactionUpdated', 'transactionDeleted', 'transactionRestored'],
    apply: (batch) =>
      store.apply(batch, async (events) => {
        // Many events fold into few writes: one posting for each account and day of a household.
        const byHousehold = [...Map.groupBy(events, ({ householdId }) => householdId)];
        const items = await Promise.all(
          byHousehold.map(async ([household, own]) => {
            const postings = folded(own.flatMap(postingsOf));
            return [
              ...store.dayItems(household, postings),
              ...(publishes ? await balanceItems(store, clock, household, postings) : []),
            ];
          }),
        );
        return items.flat();
      }),
  }),
  subscription({
    schema: HouseholdEventSchema,
    handles: ['householdCreated', 'householdUpdated', 'householdDeleted'],
    apply: (batch) =>
      store.apply(batch, async (events) => {
        for (const event of events) {
          const { after } = resourceChange(event);
          if (after) await store.putTimeZone({ ...event, timeZone: after.timeZone });
        }
        return [];
      }),
  }),
];

/** The events of balances that these postings change. */
async function balanceItems(store: AccountStore, clock: Clock, household: string, postings: readonly Posting[]) {
  const write = systemWriteContext(clock);
  const accounts = await store.accounts(
    postings.map(({ accountId }) => accountId),
    [household],
  );
  const items = await Promise.all(
    accounts.map(async (account) => {
      const added = postings
        .filter(({ accountId }) => accountId === account.id)
        .reduce((sum, { minorUnits }) => sum + minorUnits, 0n);
      if (added === 0n) return [];
      const months = (await store.months(household, account.id)).get(account.id) ?? [];
      const before = balanceOn(account.openingBalance!.minorUnits, account.openingDate, months, '');
      return [store.outboxItem(balanceChanged(write, account, before, before + added))];
    }),
  );
  return items.flat();
}
