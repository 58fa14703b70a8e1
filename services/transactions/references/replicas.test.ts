/** Replicas of accounts, categories and households, on the real store. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { topics } from '#infra/topology.ts';
import { reasonOf } from '#kit/testing/test-router.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { deliver, newLedger } from '#test/fixtures/ledger.ts';
import { subscriptions } from '../consume.ts';
import { openShadowStore } from '../store.ts';
import { createSpendingHome, type LedgerFixture, openLedgerFixture, unitsOf } from '../testing/ledger-fixture.ts';

let fixture: LedgerFixture;
before(async () => {
  fixture = await openLedgerFixture();
});
after(() => fixture.close());

test('an older replica never replaces a newer one, and erasing a household erases its ledger', async () => {
  const { household, ledger, spend, checking } = await createSpendingHome(fixture);
  await spend(-1n);
  const replica = fixture.owned.accounts.get(checking)!;
  await fixture.store.replicas.putAccounts([{ ...replica, archived: true, etag: '3' }]);
  await fixture.store.replicas.putAccounts([{ ...replica, archived: false, etag: '2' }]);
  assert.equal(await reasonOf(spend(-2n)), 'ACCOUNT_ARCHIVED');
  const events = [
    {
      event: create(HouseholdEventSchema, {
        eventId: uuidv7(),
        sequence: 9n,
        householdId: household,
        change: { case: 'householdDeleted', value: {} },
      }),
      offset: 0n,
    },
  ];
  const consumer = subscriptions(fixture.store).find(({ topic }) => topic === topics.household)!;
  await consumer.apply({ topic: topics.household, partition: 0, events, nextOffset: 1n });
  assert.deepEqual(await unitsOf(ledger), []);
  assert.equal((await fixture.store.replicas.known([checking], [])).accounts.size, 0);
});

test('a rebuild fills shadow replicas and promotes them, also for an erased household', async () => {
  const [staying, ended] = [newLedger(), newLedger()];
  const checking = staying.account();
  const groceries = staying.category(CategoryKind.EXPENSE);
  const erased = ended.account();
  ended.end();
  const [live, late] = [subscriptions(fixture.store), newLedger()];
  const lateAccount = late.account();
  const replicas = async () => {
    const { accounts, categories } = await fixture.store.replicas.known([checking, erased, lateAccount], [groceries]);
    return {
      accounts: [...accounts.values()].map(({ id, currency }) => [id, currency]),
      categories: [...categories.keys()],
    };
  };
  const eventsOf = (...order: string[]) =>
    order.flatMap((wanted) => [...staying.events, ...ended.events].filter(({ topic }) => topic === wanted));
  await deliver(live, eventsOf(topics.account, topics.category, topics.household), 7);
  const whole = { accounts: [[checking, 'EUR']], categories: [groceries] };
  assert.deepEqual(await replicas(), whole);
  await fixture.store.fork().execute("update account_copy set currency = 'XXX' where id = ?", [checking], 'run');
  const lateEvents = late.events.filter(({ topic }) => topic === topics.account);
  await deliver(live, lateEvents, 8);

  const { store: shadow, promote } = await openShadowStore(fixture.url, fixture.store);
  // Topics are consumed in any order: the household is erased before the event of its account.
  await deliver(subscriptions(shadow), eventsOf(topics.household, topics.category, topics.account), 7);
  await promote();
  await shadow.close();
  assert.deepEqual(await replicas(), whole);
  // The checkpoint is that of the shadow store, so later events are applied again.
  assert.equal(await fixture.store.checkpoints.checkpoint(topics.account, 8), undefined);
  await deliver(live, lateEvents, 8);
  assert.equal((await replicas()).accounts.length, 2);
});
