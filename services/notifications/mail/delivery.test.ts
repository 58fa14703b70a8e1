/** From events to readers outside: mails over SMTP, and open streams fed by the store, on the real PostgreSQL. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Code, ConnectError } from '@connectrpc/connect';
import { ChangedPart } from '#gen/melo/notifications/v1/notification_pb.ts';
import {
  NotificationService,
  type WatchNotificationsResponse,
} from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { AccountMail } from '#gen/melo/users/v1/auth_internal_service_pb.ts';
import { Role } from '#gen/melo/users/v1/household_pb.ts';
import type { Subscription } from '#kit/events/subscription.ts';
import { createRevocations } from '#kit/rpc/revocations.ts';
import { createLog } from '#kit/telemetry/log.ts';
import { createPostgresDatabase } from '#kit/testing/test-databases.ts';
import { createTestRouter } from '#kit/testing/test-router.ts';
import { systemClock } from '#kit/values/dates.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { deliver, newLedger } from '#test/fixtures/ledger.ts';
import { openMailServer } from '#test/fixtures/smtp-server.ts';
import { accountMailRequested, householdCreated, newUser, thresholdPassed, userCreated } from '#test/fixtures/users.ts';
import { subscriptions } from '../consume.ts';
import { notificationRoutes } from '../notification/routes.ts';
import { type NotificationStore, openStore } from '../store.ts';
import { createFanout } from '../stream/fanout.ts';
import { dispatch } from '../stream/notify-payload.ts';
import { createOpenStreams } from '../stream/open-streams.ts';
import { type PgListener, startPgListener } from '../stream/pg-listener.ts';
import { composing } from './compose.ts';
import { openSmtp, startMailer } from './mailer.ts';

const DEADLINE_MS = 10_000;
const publicUrl = 'http://localhost:7600';
const log = createLog('notifications', 'silent');
const database = await createPostgresDatabase();
const fanout = createFanout();
let store: NotificationStore;
let consume: readonly Subscription[];
let listening: PgListener;
let api: ReturnType<typeof createTestRouter>;
let wake = () => {};

before(async () => {
  store = await openStore(database.url);
  await store.migrate();
  consume = subscriptions({ store, clock: systemClock, publicUrl, wake: () => wake() });
  listening = startPgListener({
    url: database.url,
    onPayload: dispatch(fanout, store.notification),
    onBroken: () => fanout.endAll(new ConnectError('resume', Code.Unavailable)),
    log,
  });
  await until(() => listening.on());
  const parts = {
    store,
    fanout,
    streams: createOpenStreams(),
    revocations: createRevocations(),
    listening: listening.on,
  };
  api = createTestRouter({
    routes: (router) => void router.service(NotificationService, notificationRoutes(parts)),
    idempotency: store.idempotency,
  });
});
after(async () => {
  await listening.stop();
  await store.close();
  await database.drop();
});

async function until(seen: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + DEADLINE_MS; !(await seen()); await delay(20)) {
    assert.ok(Date.now() < deadline, `in vain: ${seen}`);
  }
}

/** The messages of a stream that are no heartbeats, one by one; the stream is open when this resolves. */
async function openStream(userId: string, household: string, cursor = '') {
  const leaving = new AbortController();
  const client = api.as(NotificationService, { userId, households: new Map([[household, Role.VIEWER]]) });
  const stream = client.watchNotifications({ cursor }, { signal: leaving.signal })[Symbol.asyncIterator]();
  assert.equal((await stream.next()).value?.content.case, undefined);
  return {
    next: async () => ((await stream.next()).value as WatchNotificationsResponse).content,
    leave: () => leaving.abort(),
  };
}

test('an open stream gets what its user is told, and resumes after the last one seen', async () => {
  const [household, ada] = [uuidv7(), newUser()];
  const stream = await openStream(ada.id, household);
  await deliver(consume, [userCreated(ada), householdCreated(household, [ada])]);
  const welcome = await stream.next();
  assert.ok(welcome.case === 'notification');
  assert.equal(welcome.value.title, 'Welcome to Melo, Ada');
  stream.leave();
  await deliver(consume, [thresholdPassed(household), thresholdPassed(household)]);
  const resumed = await openStream(ada.id, household, welcome.value.id);
  const missed = [await resumed.next(), await resumed.next()];
  assert.ok(missed.every(({ case: kind, value }) => kind === 'notification' && value.title.startsWith('Groceries')));
  await deliver(consume, [thresholdPassed(household)]);
  const parts = [(await resumed.next()).case, (await resumed.next()).case].sort();
  assert.deepEqual(parts, ['change', 'notification']);
  resumed.leave();
});

test('a batch of many events is one change of its household, and reaches nobody else', async () => {
  const [ledger, other] = [newLedger(), newLedger()];
  const [mine, theirs] = [
    await openStream(uuidv7(), ledger.householdId),
    await openStream(uuidv7(), other.householdId),
  ];
  const account = ledger.account();
  await deliver(consume, ledger.events.slice(1));
  const seen = ledger.events.length;
  for (let i = 0; i < 50; i++) ledger.post({ account, date: '2026-11-01', lines: [{ units: -1n }] });
  await deliver(consume, ledger.events.slice(seen));
  const accounts = await mine.next();
  const transactions = await mine.next();
  assert.ok(accounts.case === 'change' && transactions.case === 'change');
  assert.equal(accounts.value.part, ChangedPart.ACCOUNTS);
  assert.equal(transactions.value.part, ChangedPart.TRANSACTIONS);
  assert.equal(transactions.value.sequence, ledger.events.at(-1)!.event.sequence);
  other.account();
  await deliver(consume, other.events.slice(1));
  const own = await theirs.next();
  assert.ok(own.case === 'change' && own.value.householdId === other.householdId);
  mine.leave();
  theirs.leave();
});

test('when the listening connection breaks, open streams end to resume, and it comes back', async () => {
  const stream = await openStream(uuidv7(), uuidv7());
  await store
    .fork()
    .execute(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen %'`,
    );
  await assert.rejects(stream.next(), (error) => ConnectError.from(error).code === Code.Unavailable);
  await until(() => listening.on());
  (await openStream(uuidv7(), uuidv7())).leave();
});

test('mails go out once: the token is claimed when sent and kept nowhere, a late server is waited for, a refusal is final', async (t) => {
  let busy = true;
  const [ada, ben] = [newUser(), newUser()];
  const server = await openMailServer((to) => {
    if (to === ben.email) return '550 no such person';
    return busy ? '451 later' : undefined;
  });
  const smtp = openSmtp(server.url);
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  const claimMailToken = async () => ({
    $typeName: 'melo.users.v1.ClaimMailTokenResponse' as const,
    email: ada.email,
    name: 'Ada',
    locale: 'en',
    token: 'token-of-ada',
    mail: AccountMail.VERIFY_EMAIL,
  });
  const compose = composing({ auth: { claimMailToken }, recipient: store.recipient, publicUrl });
  const mailer = startMailer({ queue: store.mails, compose, send: smtp.send, log, now });
  wake = mailer.wake;
  t.after(async () => {
    await mailer.stop();
    smtp.close();
    await server.close();
  });
  const logOf = async (id: string, ownClaim: string | null = null) =>
    store
      .fork()
      .execute<{ attempts: number; sent: boolean; dead_reason: string | null; subject: string | null; row: string }[]>(
        `select attempts, sent_ms is not null as sent, dead_reason, subject, row_to_json(mail)::text as row from mail where user_id = ? or claim_id = ? order by id`,
        [id, ownClaim],
      );

  const [household, claim] = [uuidv7(), uuidv7()];
  const alert = thresholdPassed(household);
  const relevant = [
    ...[userCreated(ada), accountMailRequested(claim), userCreated(ben)],
    householdCreated(household, [ada, ben]),
    alert,
  ];
  await deliver(consume, relevant);
  await until(async () => (await logOf(ada.id, claim)).every(({ attempts }) => attempts === 1));
  await until(async () => (await logOf(ben.id))[0]?.dead_reason != null);
  assert.equal((await logOf(ben.id))[0]!.dead_reason, 'smtp: EENVELOPE 550');
  const toAda = () => server.mails.filter(({ to }) => to === ada.email);
  assert.equal(toAda().length, 0);

  busy = false;
  aheadMs = 10_000;
  mailer.wake();
  await until(async () => (await logOf(ada.id, claim)).every(({ sent }) => sent));
  await deliver(consume, relevant, 3);
  mailer.wake();
  await until(async () => (await store.mails.lease(now(), now(), 1)).length === 0);
  assert.equal(toAda().length, 2);
  const [verifying, alerting] = toAda()
    .map(({ source }) => source)
    .sort((source) => (source.includes('verify?token') ? -1 : 1));
  assert.match(verifying!, /verify\?token=3Dtoken-of-ada|verify\?token=token-of-ada/);
  assert.match(verifying!, /^From: Melo <no-reply@melo\.example>$/m);
  assert.match(alerting!, /^Subject: Groceries has exceeded 80% of its budget, November 2026$/m);
  for (const { subject, row } of await logOf(ada.id, claim)) {
    assert.equal(subject, null);
    assert.doesNotMatch(row, /token-of-ada/);
  }
});

test('a mail that takes long stays with its sender; that of a sender who died goes to another soon', async (t) => {
  const leaseMs = 150;
  const [slow, dead] = [newUser(), newUser()];
  const household = uuidv7();
  const people = [slow, dead].flatMap((user) => [userCreated(user)]);
  await deliver(consume, [...people, householdCreated(household, [slow, dead]), thresholdPassed(household)]);
  const due = () => store.mails.lease(Date.now(), Date.now() + leaseMs, 10);
  // Taken by a sender that never renews.
  const taken = await due();
  assert.deepEqual(taken.map(({ userId }) => userId).sort(), [slow.id, dead.id].sort());
  assert.deepEqual(await due(), []);
  const sent: string[] = [];
  const released = Promise.withResolvers<void>();
  const compose = async ({ userId }: { userId: string }) => ({ to: userId, subject: '', text: '', html: '' });
  const send = async (_: string, { to }: { to: string }) => {
    sent.push(to);
    if (to === slow.id) await released.promise;
  };
  const mailers = [1, 2].map(() => startMailer({ queue: store.mails, compose, send, log, leaseMs }));
  t.after(() => Promise.all(mailers.map((mailer) => mailer.stop())));
  const wakeAll = () => {
    for (const mailer of mailers) mailer.wake();
  };
  await until(() => {
    wakeAll();
    return sent.length === 2;
  });
  const longerMs = Date.now() + 4 * leaseMs;
  await until(() => {
    wakeAll();
    return Date.now() > longerMs;
  });
  released.resolve();
  assert.deepEqual(sent.sort(), [slow.id, dead.id].sort());
});
