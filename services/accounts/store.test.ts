import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { AccountInternalService } from '#gen/melo/accounts/v1/account_internal_service_pb.ts';
import { AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { type TransactionEvent, TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { Role } from '#gen/melo/users/v1/household_pb.ts';
import { PARTITIONS, topics } from '#infra/topology.ts';
import { partitionOf } from '#kit/events/partitions.ts';
import { localDynamodb } from '#kit/testing/test-databases.ts';
import { createTestRouter, createTestUser, reasonOf } from '#kit/testing/test-router.ts';
import { systemClock } from '#kit/values/dates.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { money } from '#kit/values/money.ts';
import { batchOf, deliver, newLedger } from '#test/fixtures/ledger.ts';
import { subscriptions } from './consume.ts';
import { accountInternalRoutes } from './internal-routes.ts';
import { accountRoutes } from './routes.ts';
import { type AccountStore, openStore } from './store.ts';

const MAX_UNITS = 9_007_199_254_740_993n;
const table = `test-${uuidv7()}`;
let store: AccountStore;
let api: ReturnType<typeof createTestRouter>;

before(async () => {
  store = await openStore(localDynamodb(), table, () => {});
  await store.migrate();
  api = createTestRouter({
    routes: (router) =>
      void router
        .service(AccountService, accountRoutes(store))
        .service(AccountInternalService, accountInternalRoutes(store)),
    idempotency: store.idempotency,
  });
});
after(async () => {
  await store.drop();
  await store.close();
});

const wanted = (minorUnits = MAX_UNITS, numberMask = '') => ({
  name: 'Checking',
  type: AccountType.CHECKING,
  openingDate: '2026-01-01',
  openingBalance: money('EUR', minorUnits),
  numberMask,
});

type Posted = {
  readonly householdId: string;
  readonly accountId: string;
  readonly postingDate: string;
  readonly minorUnits: bigint;
};

/** A transaction event with its sequence, as the relay publishes it. */
function event(sequence: bigint, { minorUnits, ...posted }: Posted): TransactionEvent {
  const { householdId } = posted;
  const transaction = { id: uuidv7(), ...posted, amount: money('EUR', minorUnits) };
  const change = { case: 'transactionCreated' as const, value: { after: transaction } };
  return create(TransactionEventSchema, {
    eventId: uuidv7(),
    sequence,
    householdId,
    version: 1n,
    occurTime: timestampFromMs(0),
    change,
  });
}

const outboxSize = async () => (await store.outbox.take(500)).length;

test('an amount beyond 2^53 is stored exactly, and repeating a request ID creates one account', async () => {
  const accounts = api.as(AccountService, createTestUser());
  const request = { account: wanted(), requestId: uuidv7() };
  const first = await accounts.createAccount(request);
  const second = await accounts.createAccount(request);
  assert.deepEqual(second, first);
  assert.equal((await accounts.listAccounts({})).accounts.length, 1);
  assert.equal(first.account!.openingBalance!.minorUnits, MAX_UNITS);
  assert.equal(await reasonOf(accounts.createAccount({ ...request, account: wanted(1n) })), 'REQUEST_ID_REUSED');
});

test('a stale etag changes nothing and leaves no event', async () => {
  const accounts = api.as(AccountService, createTestUser());
  const { account } = await accounts.createAccount({ account: wanted(), requestId: uuidv7() });
  const rename = (name: string, etag: string) =>
    accounts.updateAccount({
      id: account!.id,
      account: { name, etag },
      updateMask: { paths: ['name'] },
      requestId: uuidv7(),
    });
  await rename('Giro', '1');
  const events = await outboxSize();
  assert.equal(await reasonOf(rename('Lost', '1')), 'ETAG_MISMATCH');
  assert.equal(await outboxSize(), events);
  assert.equal((await accounts.getAccount({ id: account!.id })).account!.name, 'Giro');
});

test('two accounts of a household have different numbers, and a rejected one writes nothing', async () => {
  const accounts = api.as(AccountService, createTestUser());
  await accounts.createAccount({ account: wanted(0n, 'DE 12'), requestId: uuidv7() });
  const events = await outboxSize();
  assert.equal(
    await reasonOf(accounts.createAccount({ account: wanted(0n, 'de12'), requestId: uuidv7() })),
    'NUMBER_TAKEN',
  );
  assert.equal((await accounts.listAccounts({})).accounts.length, 1);
  assert.equal(await outboxSize(), events);
});

test('a viewer can read and cannot write; a stranger finds nothing', async () => {
  const household = uuidv7();
  const { account } = await api
    .as(AccountService, createTestUser(household))
    .createAccount({ account: wanted(), requestId: uuidv7() });
  const viewer = api.as(AccountService, createTestUser(household, Role.VIEWER));
  const change = { id: account!.id, account: { name: 'x' }, updateMask: { paths: ['name'] } };
  assert.equal((await viewer.getAccount({ id: account!.id })).account!.id, account!.id);
  assert.equal(await reasonOf(viewer.updateAccount({ ...change, requestId: uuidv7() })), 'ROLE_TOO_LOW');
  assert.equal(
    await reasonOf(api.as(AccountService, createTestUser()).updateAccount({ ...change, requestId: uuidv7() })),
    'NOT_FOUND',
  );
  assert.equal(await reasonOf(api.anonymous(AccountService).listAccounts({})), 'SIGN_IN_REQUIRED');
  assert.equal(
    await reasonOf(api.process(AccountInternalService, 'budgets').batchGetAccountReplicas({ ids: [account!.id] })),
    'PROCESS_REFUSED',
  );
});

test('balances count each event once by day, however often it is delivered', async () => {
  const household = uuidv7();
  const accounts = api.as(AccountService, createTestUser(household));
  const { account } = await accounts.createAccount({ account: wanted(MAX_UNITS), requestId: uuidv7() });
  const [apply] = subscriptions(store, systemClock);
  const days = ['2026-01-05', '2026-02-10', '2026-02-10', '2025-12-31'];
  const events = days.map((day, i) => ({
    event: event(BigInt(i + 1), {
      householdId: household,
      accountId: account!.id,
      postingDate: day,
      minorUnits: -100n,
    }),
    offset: BigInt(i),
  }));
  const partition = partitionOf(household);
  const batch = { topic: topics.transaction, partition, events, nextOffset: 4n };
  await apply!.apply(batch as never);
  await apply!.apply(batch as never);
  await apply!.apply({ ...batch, events: events.slice(1) } as never);
  const on = async (asOfDate: string) =>
    (await accounts.batchGetBalances({ ids: [account!.id], asOfDate })).balances[0]!;
  assert.equal((await on('')).balance!.minorUnits, MAX_UNITS - 400n);
  assert.equal((await on('')).asOfSequence, 4n);
  assert.equal((await on('2026-01-31')).balance!.minorUnits, MAX_UNITS - 200n);
  assert.equal((await on('2025-12-31')).balance!.minorUnits, 0n);
  assert.deepEqual(await store.checkpoints.checkpoint(topics.transaction, partition), { sequence: 4n, nextOffset: 4n });
});

test('a large batch that needs several transactions and is published again is counted once', async () => {
  const households = Array.from({ length: 45 }, () => [uuidv7(), uuidv7()] as const);
  const relevant = households.map(([householdId, accountId], i) =>
    event(BigInt(i + 1), { householdId, accountId, postingDate: '2026-03-01', minorUnits: -7n }),
  );
  const [apply] = subscriptions(store, systemClock);
  const received = (firstOffset: bigint) => relevant.map((one, i) => ({ event: one, offset: firstOffset + BigInt(i) }));
  // No household is in this partition, so that other tests do not use it.
  const partition = PARTITIONS;
  const batch = { topic: topics.transaction, partition };
  await apply!.apply({ ...batch, events: received(0n), nextOffset: 45n } as never);
  await apply!.apply({ ...batch, events: received(45n), nextOffset: 90n } as never);
  for (const [household, account] of households) {
    const [march] = (await store.months(household)).get(account)!;
    assert.deepEqual([...march!.days.values()], [-7n]);
  }
  assert.deepEqual(await store.checkpoints.checkpoint(topics.transaction, partition), {
    sequence: 45n,
    nextOffset: 90n,
  });
});

test('an account cannot be written once its household is erased', async () => {
  const ledger = newLedger();
  const accounts = api.as(AccountService, createTestUser(ledger.householdId));
  await accounts.createAccount({ account: wanted(), requestId: uuidv7() });
  ledger.end();
  await deliver(
    subscriptions(store, systemClock),
    ledger.events.filter(({ topic }) => topic === topics.household),
    6,
  );
  assert.equal(await reasonOf(accounts.createAccount({ account: wanted(), requestId: uuidv7() })), 'NOT_FOUND');
  assert.deepEqual((await accounts.listAccounts({})).accounts, []);
});

test('nothing of an erased household comes back, in whichever order its topics are consumed', async () => {
  const ledger = newLedger();
  const own = subscriptions(store, systemClock);
  const accounts = api.as(AccountService, createTestUser(ledger.householdId));
  await accounts.createAccount({ account: wanted(), requestId: uuidv7() });
  ledger.post({ account: ledger.account(), date: '2026-03-10', lines: [{ units: -500n }] });
  ledger.end();
  const late = ledger.events.filter(({ topic }) => topic === topics.transaction);
  await deliver(
    own,
    ledger.events.filter(({ topic }) => topic === topics.household),
  );
  // No household is in this partition, so that other tests do not use it.
  const partition = PARTITIONS + 1;
  await deliver(own, late, partition);
  assert.deepEqual((await accounts.listAccounts({})).accounts, []);
  assert.deepEqual(await store.months(ledger.householdId), new Map());
  const { nextOffset } = (await store.checkpoints.checkpoint(topics.transaction, partition))!;
  assert.equal(nextOffset, batchOf(topics.transaction, late).nextOffset);
});

test('moving the opening date back keeps the current balance only on request', async () => {
  const household = uuidv7();
  const accounts = api.as(AccountService, createTestUser(household));
  const { account } = await accounts.createAccount({ account: wanted(1000n), requestId: uuidv7() });
  const { id } = account!;
  const own = { householdId: household, accountId: id };
  // One of the transactions is before the opening date, as after an import.
  const events = [
    event(1n, { ...own, postingDate: '2025-12-30', minorUnits: -300n }),
    event(2n, { ...own, postingDate: '2026-02-01', minorUnits: -50n }),
  ];
  const published = events.map((one) => ({ topic: topics.transaction, event: one }));
  // No household is in this partition, so that other tests do not use it.
  await deliver(subscriptions(store, systemClock), published, PARTITIONS + 2);
  const balance = async (asOfDate = '') =>
    (await accounts.batchGetBalances({ ids: [id], asOfDate })).balances[0]!.balance!.minorUnits;
  const move = (openingDate: string, keepCurrentBalance: boolean) =>
    accounts.updateAccount({
      id,
      account: { openingDate },
      updateMask: { paths: ['opening_date'] },
      keepCurrentBalance,
      requestId: uuidv7(),
    });
  const moved = await move('2025-12-01', true);
  assert.equal(moved.account!.openingBalance!.minorUnits, 1300n);
  assert.deepEqual([await balance('2025-12-31'), await balance()], [1000n, 950n]);
  const plain = await move('2025-11-01', false);
  assert.equal(plain.account!.openingBalance!.minorUnits, 1300n);
});

test('an import can move an opening date forward, once per request; a user cannot', async () => {
  const household = uuidv7();
  const accounts = api.as(AccountService, createTestUser(household));
  const early = { ...wanted(1300n), openingDate: '2025-11-01' };
  const { account } = await accounts.createAccount({ account: early, requestId: uuidv7() });
  const back = { accountId: account!.id, openingDate: '2026-01-01', balanceChange: -300n, requestId: uuidv7() };
  const transactions = api.process(AccountInternalService, 'transactions');
  await transactions.moveOpening(back);
  const { account: moved } = await transactions.moveOpening(back);
  assert.deepEqual([moved!.openingDate, moved!.openingBalance!.minorUnits], ['2026-01-01', 1000n]);
  const user = api.as(AccountInternalService, createTestUser(household));
  assert.equal(await reasonOf(user.moveOpening({ ...back, requestId: uuidv7() })), 'PROCESS_REFUSED');
});
