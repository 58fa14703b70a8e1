/** What accounts take from others: transactions move balances, a household's time zone says when its day ends, its end erases its part. */

import { type TransactionEvent, TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import type { HouseholdEvent } from '#gen/melo/users/v1/household_event_pb.ts';
import { HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { topics } from '#infra/topology.ts';
import { subscription } from '#kit/events/subscription.ts';
import { systemWriteContext } from '#kit/rpc/write-context.ts';
import type { Checkpoint, EventBatch, ReceivedEvent } from '#kit/store/checkpoints.ts';
import { checkpointAfter, outboxItem, unapplied } from '#kit/store/dynamo/outbox.ts';
import type { Clock } from '#kit/values/dates.ts';
import { balanceChanged } from './account.ts';
import { balanceOn, folded, postingsOf } from './balance.ts';
import { HouseholdErasedError } from './erasure.ts';
import type { AccountStore } from './store.ts';

/** A transaction of DynamoDB holds 100 items: one for each account and month touched, one for each account told, one for each household, one watermark. */
const MOST_ITEMS = 90;

/** `publishes` of every balance that changed, unless it only makes again what was told before. */
export const subscriptions = (store: AccountStore, table: string, clock: Clock, publishes = true) => [
  subscription({
    topic: topics.transaction,
    schema: TransactionEventSchema,
    handles: ['transactionCreated', 'transactionUpdated', 'transactionDeleted', 'transactionRestored'],
    apply: (batch) => applyTransactions(store, table, clock, publishes, batch),
  }),
  subscription({
    topic: topics.household,
    schema: HouseholdEventSchema,
    handles: ['householdCreated', 'householdUpdated', 'householdDeleted'],
    apply: (batch) => applyHouseholds(store, batch),
  }),
];

/** Many events fold into few writes: per household one posting per account and day, with the watermark in the same transaction. */
async function applyTransactions(
  store: AccountStore,
  table: string,
  clock: Clock,
  publishes: boolean,
  batch: EventBatch<TransactionEvent>,
): Promise<void> {
  let before = await standing(store, batch);
  for (const chunk of chunks(batch)) {
    await applyChunk(store, table, clock, publishes, chunk, before);
    before = checkpointAfter(chunk, before);
  }
}

async function applyChunk(
  store: AccountStore,
  table: string,
  clock: Clock,
  publishes: boolean,
  chunk: EventBatch<TransactionEvent>,
  before: Checkpoint | undefined,
): Promise<void> {
  const byHousehold = Map.groupBy(unapplied(chunk, before), ({ householdId }) => householdId);
  for (;;) {
    const effects = await Promise.all(
      [...byHousehold].map(([household, own]) => effectsOf(store, table, clock, publishes, household, own)),
    );
    try {
      return await store.apply([...effects.flat(), ...store.movedItems(chunk, before)]);
    } catch (error) {
      if (!(error instanceof HouseholdErasedError)) throw error;
      byHousehold.delete(error.household);
    }
  }
}

const standing = (store: AccountStore, { topic, partition, checkpoint }: EventBatch<unknown>) =>
  checkpoint ?? store.checkpoints.checkpoint(topic, partition);

async function effectsOf(
  store: AccountStore,
  table: string,
  clock: Clock,
  publishes: boolean,
  household: string,
  events: readonly TransactionEvent[],
) {
  const postings = folded(events.flatMap(postingsOf));
  if (!publishes) return store.dayItems(household, postings);
  const accounts = await store.accounts(
    postings.map(({ accountId }) => accountId),
    [household],
  );
  const act = systemWriteContext(clock);
  const balanceEvents = await Promise.all(
    accounts.map(async (account) => {
      const months = (await store.months(household, account.id)).get(account.id) ?? [];
      const old = balanceOn(account.openingBalance!.minorUnits, account.openingDate, months, '');
      const added = postings
        .filter(({ accountId }) => accountId === account.id)
        .reduce((sum, { minorUnits }) => sum + minorUnits, 0n);
      return added === 0n ? [] : [outboxItem(table, balanceChanged(act, account, old, old + added))];
    }),
  );
  return [...store.dayItems(household, postings), ...balanceEvents.flat()];
}

async function applyHouseholds(store: AccountStore, batch: EventBatch<HouseholdEvent>): Promise<void> {
  for (const { event } of batch.events) {
    // Each effect may be repeated: a time zone is written only when newer, and erasing twice changes nothing.
    await applyHousehold(store, event);
  }
  await store.apply(store.movedItems(batch, await standing(store, batch)));
}

async function applyHousehold(store: AccountStore, { change, householdId, version }: HouseholdEvent): Promise<void> {
  switch (change.case) {
    case 'householdCreated':
      return store.putTimeZone({ householdId, version, timeZone: change.value.household!.timeZone });
    case 'householdUpdated':
      return store.putTimeZone({ householdId, version, timeZone: change.value.after!.timeZone });
    case 'householdDeleted':
      return store.erase(householdId);
    case undefined:
      return;
  }
}

/** Cuts a batch where the next event would touch more items than one transaction holds. */
function chunks(batch: EventBatch<TransactionEvent>): EventBatch<TransactionEvent>[] {
  const cut: { events: ReceivedEvent<TransactionEvent>[]; nextOffset: bigint }[] = [
    { events: [], nextOffset: batch.nextOffset },
  ];
  let touched = new Set<string>();
  for (const received of batch.events) {
    const keys = postingsOf(received.event).flatMap(({ accountId, date }) => [
      received.event.householdId,
      accountId,
      `${accountId}|${date.slice(0, 7)}`,
    ]);
    if (touched.union(new Set(keys)).size > MOST_ITEMS) {
      cut.at(-1)!.nextOffset = received.offset;
      cut.push({ events: [], nextOffset: batch.nextOffset });
      touched = new Set();
    }
    for (const key of keys) touched.add(key);
    cut.at(-1)!.events.push(received);
  }
  return cut.map((piece) => ({ ...batch, ...piece }));
}
