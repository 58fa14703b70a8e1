/** Notifications on the real store: exactly once, in whatever order topics are consumed, and nothing after an erasure. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { NotificationKind } from '#gen/melo/notifications/v1/notification_pb.ts';
import { NotificationService } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { Role } from '#gen/melo/users/v1/household_pb.ts';
import type { User } from '#gen/melo/users/v1/user_pb.ts';
import type { Subscription } from '#kit/events/subscription.ts';
import { createRevocations } from '#kit/rpc/revocations.ts';
import { createPostgresDatabase } from '#kit/testing/test-databases.ts';
import { createTestRouter, reasonOf } from '#kit/testing/test-router.ts';
import { systemClock } from '#kit/values/dates.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { deliver } from '#test/fixtures/ledger.ts';
import {
  accountMailRequested,
  householdCreated,
  householdDeleted,
  newUser,
  thresholdPassed,
  userCreated,
  userDeleted,
} from '#test/fixtures/users.ts';
import { replicating, subscriptions } from '../consume.ts';
import { type NotificationStore, openShadowStore, openStore } from '../store.ts';
import { createFanout } from '../stream/fanout.ts';
import { createOpenStreams } from '../stream/open-streams.ts';
import { notificationRoutes } from './routes.ts';

const database = await createPostgresDatabase();
let store: NotificationStore;
let consume: readonly Subscription[];
let api: ReturnType<typeof createTestRouter>;

before(async () => {
  store = await openStore(database.url);
  await store.migrate();
  await store.assertCurrent();
  consume = subscriptions({ store, clock: systemClock, publicUrl: 'http://localhost:7600', wake: () => {} });
  const parts = {
    store,
    fanout: createFanout(),
    streams: createOpenStreams(),
    revocations: createRevocations(),
    listening: () => true,
  };
  api = createTestRouter({
    routes: (router) => void router.service(NotificationService, notificationRoutes(parts)),
    idempotency: store.idempotency,
  });
});
after(async () => {
  await store.close();
  await database.drop();
});

const inboxOf = ({ id }: User, ...households: string[]) =>
  api.as(NotificationService, { userId: id, households: new Map(households.map((one) => [one, Role.VIEWER])) });
const titlesOf = async (user: User, ...households: string[]) =>
  (await inboxOf(user, ...households).listNotifications({})).notifications.map(({ title }) => title);
const mailsOf = ({ id }: User) =>
  store
    .fork()
    .execute<{ dedupe_key: string; claim_id: string | null; subject: string | null; text_part: string | null }[]>(
      'select dedupe_key, claim_id::text, subject, text_part from mail where user_id = ? order by id',
      [id],
    );

/** A household with two members whose addresses are verified; one reads German. */
async function home() {
  const household = uuidv7();
  const [ada, ben] = [newUser(), newUser('de-DE')];
  const users = [userCreated(ada), userCreated(ben)];
  const created = householdCreated(household, [ada, ben]);
  return { household, ada, ben, users, created };
}

test('a registration queues one mail with its claim, and a user with a verified address is welcomed once', async () => {
  const user = newUser();
  const claim = uuidv7();
  const relevant = [accountMailRequested(claim), userCreated(user)];
  await deliver(consume, relevant);
  await deliver(consume, relevant);
  await deliver(consume, relevant, 1);
  assert.deepEqual(await mailsOf(user), []);
  const queued = await store.fork().execute('select user_id, subject, text_part from mail where claim_id = ?', [claim]);
  assert.deepEqual(queued, [{ user_id: null, subject: null, text_part: null }]);
  const { notifications, unreadCount } = await inboxOf(user).listNotifications({});
  assert.deepEqual(
    notifications.map(({ kind, title, householdId }) => [kind, title, householdId]),
    [[NotificationKind.WELCOME, 'Welcome to Melo, Ada', '']],
  );
  assert.equal(unreadCount, 1);
});

test('every member gets an alert once in their language, in the app and by mail, however often it is delivered', async () => {
  const { household, ada, ben, users, created } = await home();
  const alert = thresholdPassed(household);
  const again = { ...alert, event: { ...alert.event, eventId: uuidv7(), sequence: alert.event.sequence + 1n } };
  await deliver(consume, [...users, created, alert]);
  await deliver(consume, [alert, again]);
  await deliver(consume, [alert], 5);
  assert.deepEqual(await titlesOf(ada, household), [
    'Groceries has exceeded 80% of its budget, November 2026',
    'Welcome to Melo, Ada',
  ]);
  assert.match((await titlesOf(ben, household))[0]!, /^Groceries hat 80\s% des Budgets überschritten, November 2026$/);
  const [[mail], [post], { length }] = [await mailsOf(ada), await mailsOf(ben), await mailsOf(ada)];
  assert.equal(length, 1);
  assert.equal(mail!.subject, 'Groceries has exceeded 80% of its budget, November 2026');
  assert.match(mail!.text_part!, /€170\.00 of €200\.00/);
  assert.match(mail!.text_part!, /http:\/\/localhost:7600\/budget/);
  assert.match(post!.text_part!, /170,00\s€ von 200,00\s€/);
});

test('of several thresholds that are crossed at once, members are notified of the highest', async () => {
  const { household, ada, users, created } = await home();
  const highest = thresholdPassed(household);
  const lower = structuredClone(highest);
  const { change } = lower.event as { change: { value: { thresholdPercent: number; superseded: boolean } } };
  Object.assign(change.value, { thresholdPercent: 50, superseded: true });
  await deliver(consume, [...users, created, lower, highest]);
  assert.equal((await titlesOf(ada, household)).length, 2);
  assert.equal((await mailsOf(ada)).length, 1);
});

test('an alert that arrives before its household and members waits for them, and is sent once', async () => {
  const { household, ada, ben, users, created } = await home();
  const alert = thresholdPassed(household);
  await deliver(consume, [alert, users[0]!, created]);
  assert.equal((await titlesOf(ada, household)).length, 2);
  assert.equal((await titlesOf(ben, household)).length, 0);
  await deliver(consume, [users[1]!]);
  assert.equal((await titlesOf(ben, household)).length, 2);
  assert.equal((await mailsOf(ada)).length, 1);
  assert.equal((await mailsOf(ben)).length, 1);
  const [waiting] = await store.fork().execute<{ n: string }[]>('select count(*) as n from waiting_alert');
  assert.equal(Number(waiting!.n), 0);
});

test('replaying old topics into an empty store mails nobody', async () => {
  const { household, ada, users, created } = await home();
  const old = Temporal.Now.instant().subtract({ hours: 72 });
  const claim = uuidv7();
  await deliver(consume, [...users, created, accountMailRequested(claim, old)]);
  await deliver(consume, [thresholdPassed(household, uuidv7(), old)]);
  assert.equal((await titlesOf(ada, household)).length, 2);
  assert.deepEqual(await mailsOf(ada), []);
  assert.deepEqual(await store.fork().execute('select 1 from mail where claim_id = ?', [claim]), []);
});

test('an address that is not verified gets no alert by mail', async () => {
  const household = uuidv7();
  const user = newUser();
  await deliver(consume, [userCreated(user, false), householdCreated(household, [user]), thresholdPassed(household)]);
  assert.equal((await titlesOf(user, household)).length, 1);
  assert.deepEqual(await mailsOf(user), []);
});

test('notifications are listed newest first; some or all can be marked as read, and only by their user', async () => {
  const { household, ada, ben, users, created } = await home();
  await deliver(consume, [...users, created, ...Array.from({ length: 6 }, () => thresholdPassed(household))]);
  const inbox = inboxOf(ada, household);
  const seen: string[] = [];
  for (let pageToken = ''; ; ) {
    const page = await inbox.listNotifications({ pageSize: 3, pageToken });
    assert.equal(page.unreadCount, 7);
    seen.push(...page.notifications.map(({ id }) => id));
    if (!page.nextPageToken) break;
    pageToken = page.nextPageToken;
  }
  assert.equal(seen.length, 7);
  assert.deepEqual(seen, [...new Set(seen)].sort().reverse());
  const request = { ids: seen.slice(0, 2), requestId: uuidv7() };
  assert.equal((await inbox.markNotificationsRead(request)).unreadCount, 5);
  assert.equal((await inbox.markNotificationsRead(request)).unreadCount, 5);
  assert.equal(
    (await inboxOf(ben, household).markNotificationsRead({ ids: seen, requestId: uuidv7() })).unreadCount,
    7,
  );
  const { notifications } = await inbox.listNotifications({ unread: true });
  assert.deepEqual(
    notifications.map(({ id }) => id),
    seen.slice(2),
  );
  assert.ok(notifications.every(({ readTime }) => readTime === undefined));
  assert.equal((await inbox.markNotificationsRead({ ids: [], requestId: uuidv7() })).unreadCount, 0);
  assert.equal((await inbox.listNotifications({ unread: true })).notifications.length, 0);
  assert.match((await reasonOf(inbox.listNotifications({ pageToken: 'x' }))) ?? '', /page_token/);
});

test('a user who has left a household sees none of its notifications', async () => {
  const { household, ada, users, created } = await home();
  await deliver(consume, [...users, created, thresholdPassed(household)]);
  assert.deepEqual(await titlesOf(ada), ['Welcome to Melo, Ada']);
});

test('erasing a household or a user deletes notifications and mails, and a replay brings nothing back', async () => {
  const { household, ada, ben, users, created } = await home();
  const alert = thresholdPassed(household);
  await deliver(consume, [...users, created, alert]);
  await deliver(consume, [householdDeleted(household, [ada, ben])]);
  assert.deepEqual(await titlesOf(ada, household), ['Welcome to Melo, Ada']);
  assert.deepEqual(await mailsOf(ada), []);
  await deliver(consume, [userDeleted(ben)]);
  assert.deepEqual(await titlesOf(ben, household), []);
  await deliver(consume, [...users, created, alert], 7);
  assert.deepEqual(await titlesOf(ada, household), ['Welcome to Melo, Ada']);
  assert.deepEqual(await titlesOf(ben, household), []);
  const kept = await store
    .fork()
    .execute<{ email: string; name: string }[]>('select email, name from recipient where id = ?', [ben.id]);
  assert.deepEqual(kept, [{ email: '', name: '' }]);
});

test('a rebuild replicates users and households without notifications and mails', async () => {
  const { household, ada, users, created } = await home();
  await deliver(consume, [...users, created], 6);
  const alert = thresholdPassed(household);
  await store.fork().execute("update recipient set locale = 'xx' where id = ?", [ada.id], 'run');
  await store.fork().execute('delete from member where household_id = ?', [household], 'run');
  const before = { titles: await titlesOf(ada, household), mails: await mailsOf(ada) };

  const { store: shadow, promote } = await openShadowStore(database.url, store);
  await deliver(replicating(shadow), [...users, created], 6);
  await promote();
  await shadow.close();
  assert.equal((await store.recipient(ada.id))?.locale, ada.locale);
  assert.deepEqual({ titles: await titlesOf(ada, household), mails: await mailsOf(ada) }, before);
  await deliver(consume, [alert], 6);
  assert.equal((await mailsOf(ada)).length, before.mails.length + 1);
});
