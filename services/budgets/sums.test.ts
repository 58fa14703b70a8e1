/** Daily sums equal the facts, whatever happens to transactions, batches and processes. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { Collection, MongoClient } from 'mongodb';
import type { TransactionEvent } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { type Transaction, TransactionStatus } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { topics } from '#infra/topology.ts';
import { createMongodbDatabase } from '#kit/testing/test-databases.ts';
import { batchOf, newLedger } from '#test/fixtures/ledger.ts';
import { subscriptions } from './consume.ts';
import type { Fact } from './spending/entry.ts';
import { factOf } from './spending/entry.ts';
import { type BudgetStore, openStore } from './store.ts';
import { assertSumsAreFacts, storedSpending } from './testing/stored-spending.ts';

const seed = Number(process.env['MELO_SUMS_SEED'] ?? Math.trunc(Math.random() * 1e9));
const clock = () => Temporal.Instant.from('2026-03-15T08:00:00Z');
const database = createMongodbDatabase();
let store: BudgetStore;

before(async () => {
  store = await openStore(database.url, () => {});
  await store.migrate();
});
after(async () => {
  await store.close();
  await database.drop();
});

/** Each batch has a partition of its own, so that no checkpoint hides it: as after a crash before the checkpoint moved. */
let partition = 0;

const apply = (events: readonly TransactionEvent[], alerts = true): Promise<void> =>
  subscriptions(store, clock, alerts)
    .find(({ topic }) => topic === topics.transaction)!
    .apply(batchOf(topics.transaction, events, partition++) as never);

const DAYS = ['2026-02-01', '2026-02-28', '2026-03-01', '2026-03-10', '2026-04-30'];
const day = fc.constantFrom(...DAYS);
const units = fc.bigInt({ min: -300n, max: 300n });
const lines = fc.array(fc.record({ category: fc.constantFrom<string>('food', 'travel', 'rent'), units }), {
  minLength: 1,
  maxLength: 3,
});
const posting = fc.record({ date: day, lines, pending: fc.boolean() });
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('post' as const), posting, which: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('edit' as const), posting, which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), posting, which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restore' as const), posting, which: fc.nat() }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** A household's random history as events. */
function historyOf(steps: readonly Step[]) {
  const ledger = newLedger();
  const account = ledger.account();
  const [live, removed]: [Transaction[], Transaction[]] = [[], []];
  for (const { kind, posting: wanted, which } of steps) {
    const before = ledger.events.length;
    const at = live.length > 0 ? which % live.length : -1;
    if (kind === 'post') live.push(ledger.post({ account, ...wanted }));
    if (kind === 'edit' && at >= 0) live[at] = ledger.edit(live[at]!, { account, ...wanted });
    if (kind === 'remove' && at >= 0) {
      removed.push(live[at]!);
      ledger.remove(live.splice(at, 1)[0]!);
    }
    if (kind === 'restore' && removed.length > 0) {
      live.push(removed[0]!);
      ledger.restore(removed.shift()!);
    }
    for (const { event } of ledger.events.slice(before)) {
      const { change } = event as TransactionEvent;
      if (wanted.pending && change.value && 'after' in change.value && change.value.after)
        (change.value.after as Transaction).status = TransactionStatus.PENDING;
    }
  }
  const events = ledger.events.filter(({ topic }) => topic === topics.transaction);
  return { household: ledger.householdId, events: events.map(({ event }) => event as TransactionEvent) };
}

/** The newest version of each transaction. */
function newestOf(events: readonly TransactionEvent[]): Fact[] {
  const newest = new Map<string, Fact>();
  for (const fact of events.map((event) => factOf(event)!))
    if (fact.version > (newest.get(fact.transactionId)?.version ?? 0n)) newest.set(fact.transactionId, fact);
  return [...newest.values()].sort((a, b) => (a.transactionId < b.transactionId ? -1 : 1));
}

async function assertHolds(household: string, events: readonly TransactionEvent[]): Promise<void> {
  const facts = await assertSumsAreFacts(database.url, household);
  const sorted = facts.toSorted((a, b) => (a.transactionId < b.transactionId ? -1 : 1));
  assert.deepEqual(sorted, newestOf(events));
}

test('sums equal the facts after random histories in batches that are repeated, overlap and come out of order', async () => {
  const batch = fc.record({ from: fc.nat(), count: fc.integer({ min: 1, max: 6 }), alerts: fc.boolean() });
  const histories = fc.record({
    steps: fc.array(step, { minLength: 1, maxLength: 25 }),
    batches: fc.array(batch, { maxLength: 8 }),
  });
  await fc.assert(
    fc.asyncProperty(histories, async ({ steps, batches }) => {
      const { household, events } = historyOf(steps);
      for (const { from, count, alerts } of batches) {
        const start = from % Math.max(events.length, 1);
        await apply(events.slice(start, start + count), alerts);
        await assertSumsAreFacts(database.url, household);
      }
      await apply(events);
      await assertHolds(household, events);
      const { index } = await storedSpending(database.url, household);
      assert.deepEqual(index?.stale ?? [], [], 'no month stays marked');
    }),
    { numRuns: 40, seed, endOnFailure: true },
  );
});

test('sums equal the facts when two processes apply overlapping batches at once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), fc.nat(), async (steps, cut) => {
      const { household, events } = historyOf(steps);
      const middle = cut % Math.max(events.length, 1);
      const batches = [events.slice(0, middle + 1), events.slice(middle), events];
      const results = await Promise.allSettled(batches.map((own) => apply(own)));
      // A batch that failed is applied again.
      for (const [i, { status }] of results.entries()) if (status === 'rejected') await apply(batches[i]!);
      await assertHolds(household, events);
    }),
    { numRuns: 40, seed, endOnFailure: true },
  );
});

/** Runs `work` in a process that is killed before its write of this number. Returns whether it got that far. */
async function killedBefore(write: number, work: () => Promise<void>): Promise<boolean> {
  let writes = 0;
  const methods = ['bulkWrite', 'updateOne', 'insertOne'] as const;
  const originals = methods.map((name) => Collection.prototype[name]);
  for (const [i, name] of methods.entries()) {
    Collection.prototype[name] = function (this: unknown, ...args: unknown[]) {
      if (++writes >= write) throw new Error('the process is killed here');
      return (originals[i] as (...args: unknown[]) => never).apply(this, args);
    } as never;
  }
  try {
    await work().catch(() => {});
  } finally {
    for (const [i, name] of methods.entries()) Collection.prototype[name] = originals[i] as never;
  }
  return writes >= write;
}

test('a batch that was interrupted between any two of its writes, twice, leaves right sums when it is applied again', async () => {
  const steps = fc.sample(step, { numRuns: 24, seed });
  const first: Step = {
    kind: 'post',
    posting: { date: '2026-02-01', lines: [{ category: 'food', units: -5n }], pending: false },
    which: 0,
  };
  const moved: Step = { ...first, kind: 'edit', posting: { ...first.posting, date: '2026-04-30' } };
  let isKilled = true;
  for (let write = 1; isKilled; write++) {
    let isKilledAgain = true;
    for (let again = 1; isKilledAgain; again++) {
      const { household, events } = historyOf([first, ...steps, first, moved, first]);
      const half = events.length >> 1;
      await apply(events.slice(0, half));
      isKilled = await killedBefore(write, () => apply(events.slice(half, -2)));
      // The batch has grown when it comes again.
      isKilledAgain = await killedBefore(again, () => apply(events.slice(half)));
      await apply(events.slice(half));
      await assertHolds(household, events);
    }
  }
});

test('sums of a store from before they were kept are made by its migration; until then it is not current', async () => {
  const old = createMongodbDatabase();
  const { events, household } = historyOf(fc.sample(step, { numRuns: 20, seed }));
  const client = await MongoClient.connect(old.url, { useBigInt64: true });
  const upgraded = await openStore(old.url, () => {});
  try {
    for (const { transactionId, ...fact } of newestOf(events))
      await client
        .db()
        .collection<{ _id: string }>('fact')
        .insertOne({
          _id: transactionId,
          household_id: fact.householdId,
          version: fact.version,
          date: fact.date,
          pending: fact.pending,
          lines: fact.lines.map(({ categoryId, currency, minorUnits }) => ({
            category_id: categoryId,
            currency,
            minor_units: minorUnits,
          })),
        } as never);
    await assert.rejects(upgraded.assertCurrent(), /older than this process/);
    await upgraded.migrate();
    await upgraded.assertCurrent();
    await assertSumsAreFacts(old.url, household);
  } finally {
    await client.close();
    await upgraded.close();
    await old.drop();
  }
});

test('nothing of an erased household’s spending stays', async () => {
  const { events, household } = historyOf(fc.sample(step, { numRuns: 20, seed }));
  await apply(events);
  const ledger = newLedger();
  ledger.end();
  const ended = { ...ledger.events.at(-1)!.event, householdId: household };
  const consumer = subscriptions(store, clock).find(({ topic }) => topic === topics.household)!;
  await consumer.apply(batchOf(topics.household, [ended], partition++) as never);
  await apply(events);
  assert.deepEqual(await storedSpending(database.url, household), { facts: [], sums: {}, index: undefined });
});
