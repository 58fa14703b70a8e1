/** Crashes at the critical points, forced by pausing the broker or a store while a process is killed. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { type DescMessage, fromBinary } from '@bufbuild/protobuf';
import { AccountEventSchema } from '#gen/melo/accounts/v1/account_event_pb.ts';
import { BudgetEventSchema } from '#gen/melo/budgets/v1/budget_event_pb.ts';
import { CategoryEventSchema } from '#gen/melo/categories/v1/category_event_pb.ts';
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { until } from '#infra/local/demo/api-client.ts';
import { random } from '#infra/local/demo/random.ts';
import { topics } from '#infra/topology.ts';
import { decodeWireFormat } from '#kit/events/wire-format.ts';
import type { AnyEvent } from '#kit/store/checkpoints.ts';
import { today } from '../e2e/household.ts';
import { readRecords } from '../fixtures/records.ts';
import { audit } from './audit.ts';
import { type Household, openHousehold } from './household.ts';
import { CALL, persist } from './persist.ts';
import { at, hold, kill, whole } from './stack.ts';

const SEED = Number(process.env['MELO_CRASH_SEED'] ?? Date.now() % 1_000_000);
const WRITES = 5;
const HEALED_MS = 45_000;
/** Tries to catch a process in its moment. */
const MAX_ATTEMPTS = 5;
const CAUGHT_MS = 5_000;

console.log(`moments with seed ${SEED} (MELO_CRASH_SEED=${SEED} repeats them)`);
let opened = 0;
/** Each test has a household of its own, so that no token ends while the store of sessions is held. */
async function settle(): Promise<Household> {
  const household = await openHousehold(random(SEED + ++opened));
  await household.write();
  await audit([household], HEALED_MS);
  return household;
}

async function healed(household: Household): Promise<void> {
  await whole(HEALED_MS);
  await audit([household], HEALED_MS);
}

/** One relay on each kind of store: what makes it tell, and the change it tells by. */
const relays: Record<string, Relay> = {
  transactions: {
    store: 'mariadb',
    topic: topics.transaction,
    schema: TransactionEventSchema,
    write: (household) => household.write(),
  },
  accounts: {
    store: 'dynamodb',
    topic: topics.account,
    schema: AccountEventSchema,
    change: 'accountUpdated',
    write: ({ person, accounts: [id] }, name) => {
      const request = { id: id!, account: { name }, updateMask: { paths: ['name'] }, requestId: randomUUID() };
      return persist('rename', () => person.accounts.updateAccount(request, CALL));
    },
  },
  budgets: {
    store: 'mongodb',
    topic: topics.budget,
    schema: BudgetEventSchema,
    change: 'budgetUpdated',
    write: ({ person, budgetId }, name) => {
      const request = { id: budgetId, budget: { name }, updateMask: { paths: ['name'] }, requestId: randomUUID() };
      return persist('rename', () => person.budgets.updateBudget(request, CALL));
    },
  },
  categories: {
    store: 'postgres',
    topic: topics.category,
    schema: CategoryEventSchema,
    change: 'categoryCreated',
    write: ({ person }, name) => {
      const request = { category: { name, kind: CategoryKind.EXPENSE }, requestId: randomUUID() };
      return persist('create', () => person.categories.createCategory(request, CALL));
    },
  },
};
type Relay = {
  readonly store: string;
  readonly topic: string;
  readonly schema: DescMessage;
  /** Only these count; without it all do. */
  readonly change?: string;
  write(household: Household, name: string): Promise<unknown>;
};

/** Events told by a relay of a household's resources, each once though it may have been published twice. */
async function publishedEvents({ topic, schema, change }: Relay, { id, since }: Household): Promise<AnyEvent[]> {
  const once = new Map<bigint, AnyEvent>();
  for (const { key, value } of await readRecords(at.urls.kafka, topic, since.get(topic))) {
    if (key?.toString() !== id) continue;
    const event = fromBinary(schema, decodeWireFormat(value!).payload) as AnyEvent;
    if (!change || event.change.case === change) once.set(event.sequence, event);
  }
  const events = [...once.values()];
  assert.equal(new Set(events.map(({ eventId }) => eventId)).size, events.length, 'an event has one sequence');
  return events;
}

/** Writes, each acknowledged and each told by one event or, as a transfer, by two. */
async function write(relay: Relay, household: Household): Promise<void> {
  for (let i = 0; i < WRITES; i++) await relay.write(household, `Number ${i} ${randomUUID()}`);
}

/** Until at least what was acknowledged is told, and then that it is no more than that. */
async function allPublished(relay: Relay, household: Household, before: number): Promise<void> {
  const count = async () => (await publishedEvents(relay, household)).length - before;
  await until('what was acknowledged to be told', async () => (await count()) >= WRITES || undefined, HEALED_MS);
  if (relay.change) assert.equal(await count(), WRITES);
}

for (const [name, relay] of Object.entries(relays)) {
  test(`a crash of ${name} between commit and publish loses nothing: the next process publishes what was acknowledged`, async () => {
    const household = await settle();
    const before = (await publishedEvents(relay, household)).length;
    const release = await hold('kafka');
    try {
      await write(relay, household);
      await kill(name);
    } finally {
      release();
    }
    await healed(household);
    await allPublished(relay, household, before);
  });

  test(`a crash of ${name} between publish and its record doubles nothing: a repeated event counts once`, async () => {
    const household = await settle();
    let caught = false;
    for (let attempt = 0; attempt < MAX_ATTEMPTS && !caught; attempt++) {
      const before = (await publishedEvents(relay, household)).length;
      const releaseKafka = await hold('kafka');
      let releaseStore = () => {};
      try {
        await write(relay, household);
        releaseStore = await hold(relay.store);
        releaseKafka();
        // What the relay had taken when its store was held is published, and cannot be noted.
        const published = async () => (await publishedEvents(relay, household)).length > before || undefined;
        caught = Boolean(await until('something to be published', published, CAUGHT_MS).catch(() => false));
        await kill(name);
      } finally {
        releaseKafka();
        releaseStore();
      }
      await healed(household);
      await allPublished(relay, household, before);
    }
    assert.ok(caught, 'a relay was killed between publish and note');
  });
}

/** One consumer on each kind of store that is derived from the ledger, and a figure that moves with an effect. */
const consumers: Record<string, { store: string; figure(household: Household): Promise<bigint | undefined> }> = {
  accounts: {
    store: 'dynamodb',
    async figure({ person, accounts }) {
      const { balances } = await person.accounts.batchGetBalances({ ids: accounts }, CALL);
      return balances.reduce((sum, one, i) => sum + one.balance!.minorUnits * BigInt(i + 1), 0n);
    },
  },
  budgets: {
    store: 'mongodb',
    async figure({ person, budgetId }) {
      const { statuses } = await person.budgets.batchGetBudgetStatuses({ ids: [budgetId] }, CALL);
      return statuses[0]!.asOfSequence;
    },
  },
  reports: {
    store: 'postgres',
    async figure({ person }) {
      const range = { fromDate: today.with({ day: 1 }).toString(), toDate: today.toString() };
      return (await person.reports.getSpendingByCategory(range, CALL)).asOfSequence;
    },
  },
};

for (const [name, { store, figure }] of Object.entries(consumers)) {
  test(`a crash of ${name} between an effect and its offset doubles nothing`, async (t) => {
    const household = await settle();
    let caught = false;
    for (let attempt = 0; attempt < MAX_ATTEMPTS && !caught; attempt++) {
      const earlier = await figure(household);
      const releaseStore = await hold(store);
      let releaseKafka = () => {};
      try {
        const had = (await publishedEvents(relays['transactions']!, household)).length;
        await write(relays['transactions']!, household);
        const published = async () =>
          (await publishedEvents(relays['transactions']!, household)).length > had || undefined;
        await until('the events to be published', published);
        releaseKafka = await hold('kafka');
        releaseStore();
        // Only what was fetched before the broker was held can take effect now; its offset cannot be committed.
        const effect = async () => (await figure(household)) !== earlier || undefined;
        caught = Boolean(await until('an effect', effect, CAUGHT_MS).catch(() => false));
        await kill(name);
      } finally {
        releaseStore();
        releaseKafka();
      }
      await healed(household);
    }
    t.diagnostic(caught ? 'the effect was there and its offset was not' : 'no effect was caught before its offset');
    assert.ok(caught, 'a consumer was killed between effect and offset');
  });
}
