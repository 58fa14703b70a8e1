/** What accounts consume: transactions move balances; households are replicas of their time zones. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type TransactionEvent, TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { type HouseholdEvent, HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { resourceChange } from '#kit/events/resource-change.ts';
import { subscription } from '#kit/events/subscription.ts';
import { systemWriteContext } from '#kit/rpc/write-context.ts';
import type { Clock } from '#kit/values/dates.ts';
import { sum } from '#kit/values/money.ts';
import { balanceChanged } from './account.ts';
import { balanceOn, folded, type Posting, postingsOf } from './balance.ts';
import type { AccountStore } from './store.ts';

/** `publishes` is false for a rebuild, whose balances were published before. */
export const subscriptions = (store: AccountStore, clock: Clock, publishes = true) => [
  subscription({
    schema: TransactionEventSchema,
    handles: ['transactionCreated', 'transactionUpdated', 'transactionDeleted', 'transactionRestored'],
    apply: (batch) => store.apply(batch, (events) => moveBalances({ store, clock, publishes }, events)),
  }),
  subscription({
    schema: HouseholdEventSchema,
    handles: ['householdCreated', 'householdUpdated', 'householdDeleted'],
    apply: (batch) => store.apply(batch, (events) => replicateHouseholds(store, events)),
  }),
];

type Consumer = { readonly store: AccountStore; readonly clock: Clock; readonly publishes: boolean };

/** Adds the events up to one posting for each account and day, so that a batch needs few writes. */
async function moveBalances(
  consumer: Consumer,
  events: readonly TransactionEvent[],
): Promise<readonly TransactWriteItem[]> {
  const byHousehold = [...Map.groupBy(events, ({ householdId }) => householdId)];
  const items = await Promise.all(
    byHousehold.map(async ([household, own]) => {
      const postings = folded(own.flatMap(postingsOf));
      const days = consumer.store.dayItems(household, postings);
      return consumer.publishes ? [...days, ...(await balanceItems(consumer, household, postings))] : days;
    }),
  );
  return items.flat();
}

/** The events of the balances that these postings change. */
async function balanceItems({ store, clock }: Consumer, household: string, postings: readonly Posting[]) {
  const write = systemWriteContext(clock);
  const byAccount = Map.groupBy(postings, ({ accountId }) => accountId);
  const accounts = await store.accounts([...byAccount.keys()], [household]);
  const items = await Promise.all(
    accounts.map(async (account) => {
      const added = sum(byAccount.get(account.id)!.map(({ minorUnits }) => minorUnits));
      if (added === 0n) return [];
      const months = (await store.months(household, account.id)).get(account.id) ?? [];
      const before = balanceOn(account.openingBalance!.minorUnits, account.openingDate, months, '');
      return [store.eventItem(balanceChanged(write, account, before, before + added))];
    }),
  );
  return items.flat();
}

async function replicateHouseholds(store: AccountStore, events: readonly HouseholdEvent[]) {
  for (const event of events) {
    const { after } = resourceChange(event);
    if (after) await store.putTimeZone({ ...event, timeZone: after.timeZone });
  }
  return [];
}
