/** What reports take from others: transactions become facts; accounts, categories and households are copied. */

import { type AccountEvent, AccountEventSchema } from '#gen/melo/accounts/v1/account_event_pb.ts';
import type { Account } from '#gen/melo/accounts/v1/account_pb.ts';
import { type CategoryEvent, CategoryEventSchema } from '#gen/melo/categories/v1/category_event_pb.ts';
import { TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { type HouseholdEvent, HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { topics } from '#infra/topology.ts';
import { PoisonEventError, subscription } from '#kit/events/subscription.ts';
import { applySql } from '#kit/store/sql/tables.ts';
import { plainDate } from '#kit/values/dates.ts';
import { factOf, newest } from './fact.ts';
import type { AccountReplica, CategoryReplica, HouseholdReplica } from './replicas.ts';
import type { ReportStore } from './store.ts';

export const subscriptions = (store: ReportStore) => [
  subscription({
    topic: topics.transaction,
    schema: TransactionEventSchema,
    handles: ['transactionCreated', 'transactionUpdated', 'transactionDeleted', 'transactionRestored'],
    apply: (batch) =>
      applySql(store.fork, batch, async (events, em) => {
        const facts = events.map(factOf).filter((fact) => fact !== undefined);
        for (const { postingDate } of facts) checkDay(postingDate);
        await store.putFacts(em, newest(facts));
        await store.putAsOf(em, batch.partition, events);
      }),
  }),
  subscription({
    topic: topics.account,
    schema: AccountEventSchema,
    handles: ['accountCreated', 'accountUpdated', 'accountDeleted', 'accountBalanceChanged'],
    apply: (batch) =>
      applySql(
        store.fork,
        batch,
        async (events, em) => {
          const copies = events.map(accountOf).filter((copy) => copy !== undefined);
          for (const { openingDate } of copies) checkDay(openingDate);
          await store.putAccounts(em, newestCopies(copies));
        },
        (event) => accountOf(event) !== undefined,
      ),
  }),
  subscription({
    topic: topics.category,
    schema: CategoryEventSchema,
    handles: ['categoryCreated', 'categoryUpdated', 'categoryDeleted'],
    apply: (batch) =>
      applySql(store.fork, batch, async (events, em) => {
        await store.putCategories(em, newestCopies(events.map(categoryOf).filter((copy) => copy !== undefined)));
      }),
  }),
  subscription({
    topic: topics.household,
    schema: HouseholdEventSchema,
    handles: ['householdCreated', 'householdUpdated', 'householdDeleted'],
    apply: (batch) =>
      applySql(store.fork, batch, async (events, em) => {
        const copies = events.map(householdOf).filter((copy) => copy !== undefined);
        await store.putHouseholds(em, newestCopies(copies));
        await store.erase(
          em,
          copies.filter(({ deleted }) => deleted).map(({ id }) => id),
        );
      }),
  }),
];

function accountOf({ change, version }: AccountEvent): AccountReplica | undefined {
  switch (change.case) {
    case 'accountCreated':
      return accountCopy(change.value.account!, version, false);
    case 'accountUpdated':
      return accountCopy(change.value.after!, version, false);
    case 'accountDeleted':
      return accountCopy(change.value.before!, version, true);
    default:
      return undefined;
  }
}

const accountCopy = (account: Account, version: bigint, deleted: boolean): AccountReplica => ({
  id: account.id,
  householdId: account.householdId,
  version,
  openingMinorUnits: account.openingBalance!.minorUnits,
  currency: account.openingBalance!.currencyCode,
  openingDate: account.openingDate,
  archived: account.archived,
  deleted,
});

/** A deleted category keeps its kind, for lines that still name it. */
function categoryOf({ change, version }: CategoryEvent): CategoryReplica | undefined {
  if (change.case === undefined) return undefined;
  const category =
    change.case === 'categoryCreated'
      ? change.value.category!
      : change.case === 'categoryUpdated'
        ? change.value.after!
        : change.value.before!;
  const { id, householdId, parentId, kind } = category;
  return { id, householdId, version, parentId, kind };
}

function householdOf({ change, householdId: id, version }: HouseholdEvent): HouseholdReplica | undefined {
  if (change.case === undefined) return undefined;
  const household =
    change.case === 'householdCreated'
      ? change.value.household!
      : change.case === 'householdUpdated'
        ? change.value.after!
        : change.value.before!;
  const { baseCurrency, timeZone } = household;
  return { id, version, baseCurrency, timeZone, deleted: change.case === 'householdDeleted' };
}

/** The newest of each id: two hosts whose clocks differ may tell of one out of order. */
const newestCopies = <Copy extends { readonly id: string; readonly version: bigint }>(
  copies: readonly Copy[],
): Copy[] => [
  ...new Map(copies.toSorted((a, b) => (a.version < b.version ? -1 : 1)).map((copy) => [copy.id, copy])).values(),
];

/** A day that no calendar and no store knows would never become valid. */
function checkDay(text: string): void {
  if (!plainDate(text)) throw new PoisonEventError(`${text} is no day`);
}
