/** A household's ledger as its events tell it: what a consumer is given in tests, in order, again, or in batches. */
import { randomUUID } from 'node:crypto';
import { create } from '@bufbuild/protobuf';
import { type AccountEvent, AccountEventSchema } from '#gen/melo/accounts/v1/account_event_pb.ts';
import { AccountSchema } from '#gen/melo/accounts/v1/account_pb.ts';
import { type CategoryEvent, CategoryEventSchema } from '#gen/melo/categories/v1/category_event_pb.ts';
import { type Category, type CategoryKind, CategorySchema } from '#gen/melo/categories/v1/category_pb.ts';
import { type TransactionEvent, TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { type Transaction, TransactionSchema } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { type HouseholdEvent, HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { HouseholdSchema, Role } from '#gen/melo/users/v1/household_pb.ts';
import { topics } from '#infra/map.ts';
import type { Batch } from '#kit/events/batch.ts';
import type { Subscription } from '#kit/events/subscription.ts';
import { money } from '#kit/money.ts';

export type Line = { readonly category?: string; readonly units: bigint };
export type Posting = {
  readonly account: string;
  readonly date: string;
  readonly lines: readonly Line[];
  readonly transfer?: boolean;
};

type AnyEvent = TransactionEvent | AccountEvent | CategoryEvent | HouseholdEvent;
export type Told = { readonly topic: string; readonly event: AnyEvent };
export type Ledger = ReturnType<typeof newLedger>;

/** Sequences grow over all ledgers of a test run, as a relay would stamp them. */
let sequence = 1n << 48n;
export const nextSequence = (): bigint => ++sequence;

/** Events as one batch of a partition. */
export const batchOf = <Event>(topic: string, events: readonly Event[], partition = 0): Batch<Event> => ({
  topic,
  partition,
  events: events.map((event, i) => ({ event, offset: BigInt(i) })),
  nextOffset: BigInt(events.length),
});

/** Gives events to the subscriptions of their topics: neighbours of one topic in one batch. */
export async function deliver(
  to: readonly Subscription[],
  told: readonly { readonly topic: string; readonly event: unknown }[],
  partition = 0,
): Promise<void> {
  for (let i = 0; i < told.length; ) {
    const { topic } = told[i]!;
    let end = i;
    while (end < told.length && told[end]!.topic === topic) end++;
    const events = told.slice(i, end).map(({ event }) => event);
    await to.find((one) => one.topic === topic)!.apply(batchOf(topic, events, partition) as Batch<never>);
    i = end;
  }
}

/** A new household whose deeds become events, kept in `told`. */
export function newLedger(baseCurrency = 'EUR', members: readonly string[] = [randomUUID()]) {
  const householdId = randomUUID();
  const told: Told[] = [];
  const head = (version: bigint) => ({ eventId: randomUUID(), sequence: nextSequence(), householdId, version });
  const household = create(HouseholdSchema, {
    id: householdId,
    name: 'Home',
    baseCurrency,
    timeZone: 'Europe/Berlin',
    members: members.map((userId) => ({ userId, role: Role.OWNER })),
    etag: '1',
  });
  const tellHousehold = (version: bigint, change: HouseholdEvent['change']) =>
    told.push({ topic: topics.household, event: create(HouseholdEventSchema, { ...head(version), change }) });
  const tell = (version: bigint, change: TransactionEvent['change']) =>
    told.push({ topic: topics.transaction, event: create(TransactionEventSchema, { ...head(version), change }) });
  const currencies = new Map<string, string>();
  const categories = new Map<string, Category>();
  const versions = new Map<string, bigint>();
  const next = (id: string): bigint => {
    const version = (versions.get(id) ?? 0n) + 1n;
    versions.set(id, version);
    return version;
  };
  const transactionOf = (id: string, { account, date, lines, transfer }: Posting): Transaction => {
    const currency = currencies.get(account)!;
    return create(TransactionSchema, {
      id,
      householdId,
      accountId: account,
      postingDate: date,
      amount: money(
        currency,
        lines.reduce((total, { units }) => total + units, 0n),
      ),
      lines: lines.map(({ category = '', units }) => ({ categoryId: category, amount: money(currency, units) })),
      ...(transfer && { transfer: { id: randomUUID() } }),
    });
  };
  tellHousehold(1n, {
    case: 'householdCreated',
    value: { $typeName: 'melo.users.v1.HouseholdCreated', household },
  });

  return {
    householdId,
    told,
    account(opening = 0n, currency = baseCurrency, openingDate = '2020-01-01'): string {
      const account = create(AccountSchema, {
        id: randomUUID(),
        householdId,
        openingBalance: money(currency, opening),
        openingDate,
        etag: '1',
      });
      currencies.set(account.id, currency);
      const value = { $typeName: 'melo.accounts.v1.AccountCreated', account } as const;
      const change = { case: 'accountCreated', value } as const;
      told.push({ topic: topics.account, event: create(AccountEventSchema, { ...head(1n), change }) });
      return account.id;
    },
    category(kind: CategoryKind): string {
      const category = create(CategorySchema, { id: randomUUID(), householdId, kind, etag: '1' });
      categories.set(category.id, category);
      const value = { $typeName: 'melo.categories.v1.CategoryCreated', category } as const;
      const change = { case: 'categoryCreated', value } as const;
      told.push({ topic: topics.category, event: create(CategoryEventSchema, { ...head(1n), change }) });
      return category.id;
    },
    /** Moves a category below another; empty: among the roots. */
    move(id: string, parentId: string): void {
      const before = categories.get(id)!;
      const after = create(CategorySchema, { ...before, parentId, etag: String(BigInt(before.etag) + 1n) });
      categories.set(id, after);
      const value = { $typeName: 'melo.categories.v1.CategoryUpdated', before, after } as const;
      const change = { case: 'categoryUpdated', value } as const;
      told.push({
        topic: topics.category,
        event: create(CategoryEventSchema, { ...head(BigInt(after.etag)), change }),
      });
    },
    post(posting: Posting): Transaction {
      const transaction = transactionOf(randomUUID(), posting);
      const value = { $typeName: 'melo.transactions.v1.TransactionCreated', transaction } as const;
      tell(next(transaction.id), { case: 'transactionCreated', value });
      return transaction;
    },
    edit(before: Transaction, posting: Posting): Transaction {
      const after = transactionOf(before.id, posting);
      const value = { $typeName: 'melo.transactions.v1.TransactionUpdated', before, after } as const;
      tell(next(before.id), { case: 'transactionUpdated', value });
      return after;
    },
    remove(before: Transaction): void {
      const value = { $typeName: 'melo.transactions.v1.TransactionDeleted', before } as const;
      tell(next(before.id), { case: 'transactionDeleted', value });
    },
    restore(after: Transaction): void {
      const value = { $typeName: 'melo.transactions.v1.TransactionRestored', after } as const;
      tell(next(after.id), { case: 'transactionRestored', value });
    },
    end(): void {
      const value = { $typeName: 'melo.users.v1.HouseholdDeleted', before: household } as const;
      tellHousehold(2n, { case: 'householdDeleted', value });
    },
  };
}
