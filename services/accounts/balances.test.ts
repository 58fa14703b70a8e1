/** Balances up to a day, by default today in the household's time zone, and the later transactions returned with them. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { type HouseholdEvent, HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { HouseholdSchema } from '#gen/melo/users/v1/household_pb.ts';
import { topics } from '#infra/topology.ts';
import type { EventChange } from '#kit/events/event.ts';
import { partitionOf } from '#kit/events/partitions.ts';
import { localDynamodb } from '#kit/testing/test-databases.ts';
import { createTestRouter, createTestUser } from '#kit/testing/test-router.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { money } from '#kit/values/money.ts';
import { deliver, newLedger } from '#test/fixtures/ledger.ts';
import { nextSequence } from '#test/fixtures/ledger-events.ts';
import { subscriptions } from './consume.ts';
import { accountRoutes } from './routes.ts';
import { type AccountStore, openShadowStore, openStore } from './store.ts';

const table = `test-${uuidv7()}`;
let now = Temporal.Instant.from('2026-03-15T12:00:00Z');
const clock = () => now;
let store: AccountStore;
let api: ReturnType<typeof createTestRouter>;

before(async () => {
  store = await openStore(localDynamodb(), table, () => {});
  await store.migrate();
  api = createTestRouter({
    routes: (router) => void router.service(AccountService, accountRoutes(store, clock)),
    idempotency: store.idempotency,
  });
});
after(async () => {
  await store.drop();
  await store.close();
});

const wanted = (minorUnits: bigint, openingDate: string) => ({
  name: 'Checking',
  type: AccountType.CHECKING,
  openingDate,
  openingBalance: money('EUR', minorUnits),
});

/** A household event with its time zone, as the users service publishes it. */
function householdEvent(id: string, version: bigint, timeZone: string, isNew = false): HouseholdEvent {
  const household = create(HouseholdSchema, { id, name: 'Home', baseCurrency: 'EUR', timeZone });
  const change: EventChange<typeof HouseholdEventSchema> = isNew
    ? { case: 'householdCreated', value: { after: household } }
    : { case: 'householdUpdated', value: { after: household } };
  const head = { eventId: uuidv7(), sequence: nextSequence(), householdId: id, version };
  return create(HouseholdEventSchema, { ...head, change });
}

let partition = 100;
/** Each delivery comes from a partition of its own, so offsets may start at 0 again. */
const apply = (events: readonly { topic: string; event: unknown }[], to: AccountStore = store) =>
  deliver(subscriptions(to, clock), events, ++partition);
const publishHousehold = (event: HouseholdEvent) => apply([{ topic: topics.household, event }]);

async function open(household: string, minorUnits: bigint, openingDate: string) {
  const accounts = api.as(AccountService, createTestUser(household));
  const { account } = await accounts.createAccount({ account: wanted(minorUnits, openingDate), requestId: uuidv7() });
  return account!.id;
}

async function balance(household: string, id: string, asOfDate = '') {
  const accounts = api.as(AccountService, createTestUser(household));
  const [found] = (await accounts.batchGetBalances({ ids: [id], asOfDate })).balances;
  const { futureCount, asOfDate: day, incomplete } = found!;
  return {
    balance: found!.balance!.minorUnits,
    future: found!.future!.minorUnits,
    futureCount,
    day,
    incomplete,
  };
}

test('case 10: a balance ends today; later transactions and accounts that open later are not part of it', async () => {
  const ledger = newLedger();
  const household = ledger.householdId;
  const checking = await open(household, 100_000n, '2026-01-01');
  const later = await open(household, 500_000n, '2027-01-01');
  const account = ledger.account();
  ledger.post({ account, date: '2026-03-10', lines: [{ units: -10_000n }] });
  ledger.post({ account, date: '2026-04-10', lines: [{ units: -40_000n }] });
  const relevant = ledger.events.filter(({ topic }) => topic === topics.household || topic === topics.transaction);
  for (const { event } of relevant)
    if (event.$typeName === 'melo.transactions.v1.TransactionEvent' && event.change.case === 'transactionCreated')
      event.change.value.after!.accountId = checking;
  await apply(relevant);
  const day = '2026-03-15';
  assert.deepEqual(await balance(household, checking), {
    balance: 90_000n,
    future: -40_000n,
    futureCount: 1,
    day,
    incomplete: false,
  });
  assert.deepEqual(await balance(household, later), {
    balance: 0n,
    future: 500_000n,
    futureCount: 0,
    day,
    incomplete: false,
  });
  const last = await balance(household, checking, '2026-04-10');
  assert.deepEqual([last.balance, last.future, last.futureCount], [50_000n, 0n, 0]);
});

test('a balance returns the time of the newest event that it counts', async () => {
  const ledger = newLedger();
  const id = await open(ledger.householdId, 0n, '2026-01-01');
  const occurTime = timestampFromMs(Date.UTC(2026, 2, 14));
  ledger.post({ account: ledger.account(), date: '2026-03-10', lines: [{ units: -1n }] });
  const relevant = ledger.events.filter(({ topic }) => topic === topics.transaction);
  for (const { event } of relevant) event.occurTime = occurTime;
  await deliver(subscriptions(store, clock), relevant, partitionOf(ledger.householdId));
  const accounts = api.as(AccountService, createTestUser(ledger.householdId));
  const [found] = (await accounts.batchGetBalances({ ids: [id] })).balances;
  assert.deepEqual(found!.asOfTime, occurTime);
});

test('future transactions that cancel out are counted until they are deleted', async () => {
  const ledger = newLedger();
  const account = ledger.account();
  const id = await open(ledger.householdId, 0n, '2026-01-01');
  const out = ledger.post({ account, date: '2026-05-01', lines: [{ units: -700n }] });
  const back = ledger.post({ account, date: '2026-05-01', lines: [{ units: 700n }] });
  for (const transaction of [out, back]) transaction.accountId = id;
  await apply(ledger.events.filter(({ topic }) => topic !== topics.account));
  const { future, futureCount } = await balance(ledger.householdId, id);
  assert.deepEqual([future, futureCount], [0n, 2]);
  const seen = ledger.events.length;
  ledger.remove(out);
  ledger.remove(back);
  await apply(ledger.events.slice(seen));
  assert.equal((await balance(ledger.householdId, id)).futureCount, 0);
});

test('today is the day in the household’s time zone, by its newest event in whatever order events arrive', async () => {
  const household = uuidv7();
  const id = await open(household, 0n, '2026-01-01');
  now = Temporal.Instant.from('2026-03-15T23:30:00Z');
  const unknown = await balance(household, id);
  assert.deepEqual([unknown.day, unknown.incomplete], ['2026-03-15', true]);
  assert.equal((await balance(household, id, '2026-03-15')).incomplete, false);
  await publishHousehold(householdEvent(household, 3n, 'Asia/Tokyo'));
  const tokyo = await balance(household, id);
  assert.deepEqual([tokyo.day, tokyo.incomplete], ['2026-03-16', false]);
  await publishHousehold(householdEvent(household, 1n, 'America/New_York', true));
  assert.equal((await balance(household, id)).day, '2026-03-16');
  await publishHousehold(householdEvent(household, 4n, 'Pacific/Honolulu'));
  assert.equal((await balance(household, id)).day, '2026-03-15');
});

test('a rebuild restores time zones; one is erased with its household and does not come back', async () => {
  const household = uuidv7();
  const created = householdEvent(household, 1n, 'Asia/Tokyo', true);
  await publishHousehold(created);
  const shadow = await openShadowStore(localDynamodb(), table);
  assert.equal(await shadow.store.timeZone(household), undefined);
  await apply([{ topic: topics.household, event: created }], shadow.store);
  assert.equal(await shadow.store.timeZone(household), 'Asia/Tokyo');
  const head = { eventId: uuidv7(), sequence: nextSequence(), householdId: household, version: 4n };
  const change: EventChange<typeof HouseholdEventSchema> = { case: 'householdDeleted', value: {} };
  await publishHousehold(create(HouseholdEventSchema, { ...head, change }));
  assert.equal(await store.timeZone(household), undefined);
  assert.equal(await shadow.store.timeZone(household), undefined);
  await publishHousehold(householdEvent(household, 5n, 'Asia/Tokyo'));
  assert.equal(await store.timeZone(household), undefined);
  await shadow.store.close();
});
