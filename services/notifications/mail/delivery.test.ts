/** From events to mails over SMTP and to open streams, on the real PostgreSQL. */
import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Code, ConnectError } from '@connectrpc/connect';
import { ChangedPart } from '#gen/melo/notifications/v1/notification_pb.ts';
import {
  NotificationService,
  type WatchNotificationsResponse,
} from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { AccountMail } from '#gen/melo/users/v1/auth_internal_service_pb.ts';
import { Role } from '#gen/melo/users/v1/household_pb.ts';
import type { User } from '#gen/melo/users/v1/user_pb.ts';
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
import { createComposer } from './compose.ts';
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

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + DEADLINE_MS; !(await condition()); await delay(20)) {
    assert.ok(Date.now() < deadline, `not within the deadline: ${condition}`);
  }
}

/** Opens a stream; `next` returns its messages except heartbeats. */
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

test('an open stream receives its user’s notifications, and resumes after the last one', async () => {
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

test('a batch of events is one change of its household, and other households do not receive it', async () => {
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

test('when the listening connection breaks, open streams end to resume, and it reconnects', async () => {
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

type MailLog = {
  attempts: number;
  sent: boolean;
  dead_reason: string | null;
  subject: string | null;
  /** The whole row as JSON. */
  row: string;
};

/** Rows of the queue for a user or a claim. */
const mailLogOf = (userId: string, claimId: string | null = null) =>
  store.fork().execute<MailLog[]>(
    `select attempts, sent_ms is not null as sent, dead_reason, subject, row_to_json(mail)::text as row
     from mail where user_id = ? or claim_id = ? order by id`,
    [userId, claimId],
  );

/** A mailer on a mail server that replies to each recipient with `rejection`; claims are mails that verify `claimant`. */
async function startMailing(t: TestContext, claimant: User, rejection: (to: string) => string | undefined) {
  const server = await openMailServer(rejection);
  const smtp = openSmtp(server.url);
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  const claimMailToken = async () => ({
    $typeName: 'melo.users.v1.ClaimMailTokenResponse' as const,
    email: claimant.email,
    name: claimant.name,
    locale: 'en',
    token: 'token-of-claimant',
    mail: AccountMail.VERIFY_EMAIL,
  });
  const compose = createComposer({ auth: { claimMailToken }, recipient: store.recipient, publicUrl });
  const mailer = startMailer({ queue: store.mails, compose, send: smtp.send, log, now });
  wake = mailer.wake;
  t.after(async () => {
    await mailer.stop();
    smtp.close();
    await server.close();
  });
  return {
    mailsTo: ({ email }: User) => server.mails.filter(({ to }) => to === email).map(({ source }) => source),
    /** Moves the mailer's clock ahead, so that it retries. */
    advance(ms: number): void {
      aheadMs += ms;
      mailer.wake();
    },
    async emptyQueue(): Promise<void> {
      mailer.wake();
      await until(async () => (await store.mails.lease(now(), now(), 1)).length === 0);
    },
  };
}

test('a mail is retried until the server accepts it, and sent once however often its event is delivered', async (t) => {
  const [ada, household, claim] = [newUser(), uuidv7(), uuidv7()];
  let isBusy = true;
  const { mailsTo, advance, emptyQueue } = await startMailing(t, ada, () => (isBusy ? '451 later' : undefined));
  const published = [
    userCreated(ada),
    accountMailRequested(claim),
    householdCreated(household, [ada]),
    thresholdPassed(household),
  ];
  await deliver(consume, published);
  await until(async () => (await mailLogOf(ada.id, claim)).every(({ attempts }) => attempts === 1));
  assert.deepEqual(mailsTo(ada), []);

  isBusy = false;
  advance(10_000);
  await until(async () => (await mailLogOf(ada.id, claim)).every(({ sent }) => sent));
  await deliver(consume, published, 3);
  await emptyQueue();
  const [verification, alert, ...others] = mailsTo(ada).sort((source) => (source.includes('verify?token') ? -1 : 1));
  assert.deepEqual(others, []);
  assert.match(verification!, /verify\?token=(3D)?token-of-claimant/);
  assert.match(verification!, /^From: Melo <no-reply@melo\.example>$/m);
  assert.match(alert!, /^Subject: Groceries has exceeded 80% of its budget, November 2026$/m);
});

test('the token of a mail is claimed when it is sent, and stored nowhere; a sent mail keeps no text', async (t) => {
  const [ada, household, claim] = [newUser(), uuidv7(), uuidv7()];
  const { mailsTo } = await startMailing(t, ada, () => undefined);
  await deliver(consume, [
    userCreated(ada),
    accountMailRequested(claim),
    householdCreated(household, [ada]),
    thresholdPassed(household),
  ]);
  await until(() => mailsTo(ada).length === 2);
  await until(async () => (await mailLogOf(ada.id, claim)).every(({ sent }) => sent));
  for (const { subject, row } of await mailLogOf(ada.id, claim)) {
    assert.equal(subject, null);
    assert.doesNotMatch(row, /token-of-claimant/);
  }
});

test('a mail whose recipient the server rejects is given up after one attempt', async (t) => {
  const [ben, household] = [newUser(), uuidv7()];
  const { mailsTo } = await startMailing(t, ben, (to) => (to === ben.email ? '550 no such person' : undefined));
  await deliver(consume, [userCreated(ben), householdCreated(household, [ben]), thresholdPassed(household)]);
  await until(async () => (await mailLogOf(ben.id))[0]?.dead_reason != null);
  const [{ attempts, dead_reason, subject } = assert.fail(), ...others] = await mailLogOf(ben.id);
  assert.deepEqual([attempts, dead_reason, subject, others], [1, 'smtp: EENVELOPE 550', null, []]);
  assert.deepEqual(mailsTo(ben), []);
});

test('a slow mail stays with its sender; a mail of a sender that died is sent by another', async (t) => {
  const leaseMs = 150;
  const [slow, dead] = [newUser(), newUser()];
  const household = uuidv7();
  const users = [userCreated(slow), userCreated(dead)];
  await deliver(consume, [...users, householdCreated(household, [slow, dead]), thresholdPassed(household)]);
  const due = () => store.mails.lease(Date.now(), Date.now() + leaseMs, 10);
  // This sender never renews its lease.
  const leased = await due();
  assert.deepEqual(leased.map(({ userId }) => userId).sort(), [slow.id, dead.id].sort());
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
