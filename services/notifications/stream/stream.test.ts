/** Open streams without a store: queues, heartbeats, resuming, and how a stream ends. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { timestampNow } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError } from '@connectrpc/connect';
import { ChangedPart, NotificationSchema } from '#gen/melo/notifications/v1/notification_pb.ts';
import { ChangeSchema } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { Role } from '#gen/melo/users/v1/household_pb.ts';
import { SessionEventSchema } from '#gen/melo/users/v1/session_event_pb.ts';
import { createRevocations } from '#kit/rpc/revocations.ts';
import { reasonOf } from '#kit/testing/test-router.ts';
import { type Content, createFanout } from './fanout.ts';
import { createOpenStreams } from './open-streams.ts';
import { watch } from './watch.ts';

const notification = (id: string): Content => ({ case: 'notification', value: create(NotificationSchema, { id }) });
const change = (householdId: string, sequence: bigint, part: ChangedPart = ChangedPart.TRANSACTIONS): Content => ({
  case: 'change',
  value: create(ChangeSchema, { householdId, part, sequence }),
});
const ends = (code: Code) => (error: unknown) => error instanceof ConnectError && error.code === code;

function open(
  t: TestContext,
  {
    cursor = '',
    lifetimeMs = 60_000,
    missed = [] as string[],
    limit = 10,
    heartbeatMs = 60_000,
    streams = createOpenStreams(),
    sessionId = 's',
  } = {},
) {
  const fanout = createFanout(limit);
  const revocations = createRevocations();
  const leaving = new AbortController();
  const now = Date.now();
  const token = {
    userId: 'u',
    sessionId,
    households: new Map([['h', Role.VIEWER]]),
    defaultHousehold: 'h',
    issuedMs: now,
    expireMs: now + lifetimeMs,
  };
  const later = async (after: string, most: number) =>
    missed
      .filter((id) => id > after)
      .slice(0, most)
      .map((id) => create(NotificationSchema, { id }));
  const watched = { token, cursor, fanout, streams, revocations, signal: leaving.signal, later };
  const stream = watch(watched, heartbeatMs);
  t.after(() => stream.return(undefined));
  const next = async () => (await stream.next()).value?.content as Content | { case: undefined };
  return { fanout, revocations, leaving, next };
}

test('a stream starts with a heartbeat, then receives messages of its user and households only', async (t) => {
  const { fanout, next } = open(t);
  assert.equal((await next()).case, undefined);
  fanout.publish('other', notification('0'));
  fanout.publish('u', notification('1'));
  fanout.publish('h', change('h', 7n));
  assert.deepEqual(await next(), notification('1'));
  assert.deepEqual(await next(), change('h', 7n));
});

test('a stream without messages sends heartbeats', async (t) => {
  const { next } = open(t, { heartbeatMs: 5 });
  for (let i = 0; i < 3; i++) assert.equal((await next()).case, undefined);
});

test('missed notifications come first, oldest first, and those that arrive meanwhile come once', async (t) => {
  const missed = Array.from({ length: 450 }, (_, i) => String(i).padStart(4, '0'));
  const { fanout, next } = open(t, { cursor: '0009', missed });
  await next();
  const seen = [await next()];
  fanout.publish('u', notification('0449'));
  fanout.publish('u', notification('0450'));
  for (let i = 0; i < 440; i++) seen.push(await next());
  assert.deepEqual(
    seen.map((content) => (content.case === 'notification' ? content.value.id : '')),
    [...missed.slice(10), '0450'],
  );
});

test('waiting changes of a household and part are one message, the last one', async (t) => {
  const { fanout, next } = open(t, { limit: 2 });
  await next();
  for (let i = 1n; i <= 100n; i++) fanout.publish('h', change('h', i));
  fanout.publish('h', change('h', 101n, ChangedPart.ACCOUNTS));
  assert.deepEqual(await next(), change('h', 100n));
  assert.deepEqual(await next(), change('h', 101n, ChangedPart.ACCOUNTS));
});

test('the stream of a reader that is too slow ends, and resumes by its cursor', async (t) => {
  const { fanout, next } = open(t, { limit: 3 });
  await next();
  for (const id of ['1', '2', '3', '4']) fanout.publish('u', notification(id));
  await assert.rejects(next(), ends(Code.ResourceExhausted));
  assert.ok(!fanout.wanted('u'));
});

test('a stream ends with its session, with its token, with its reader and with the process', async (t) => {
  const revoked = open(t);
  await revoked.next();
  const waiting = revoked.next();
  revoked.revocations.apply(
    create(SessionEventSchema, {
      occurTime: timestampNow(),
      change: { case: 'sessionRevoked', value: { sessionId: 's' } },
    }),
  );
  await assert.rejects(waiting, ends(Code.Unauthenticated));

  const expiring = open(t, { lifetimeMs: 20 });
  await expiring.next();
  await assert.rejects(expiring.next(), ends(Code.Unauthenticated));

  const left = open(t);
  await left.next();
  const reading = left.next();
  left.leaving.abort();
  await assert.rejects(reading, ends(Code.Canceled));
  assert.ok(!left.fanout.wanted('h'));

  const stopping = open(t);
  await stopping.next();
  const last = stopping.next();
  stopping.fanout.endAll(new ConnectError('stopping', Code.Unavailable));
  await assert.rejects(last, ends(Code.Unavailable));
});

test('a stream beyond the limit of a session or user ends the oldest, and closed streams do not count', async (t) => {
  const streams = createOpenStreams(2, 3);
  const opened = async (sessionId: string) => {
    const one = open(t, { streams, sessionId });
    await one.next();
    const reading = one.next();
    reading.catch(() => {});
    return { ...one, reading };
  };
  const [a1, a2] = [await opened('a'), await opened('a')];
  const a3 = await opened('a');
  assert.equal(await reasonOf(a1.reading), 'STREAM_REPLACED');
  await assert.rejects(a1.reading, ends(Code.ResourceExhausted));
  assert.ok(a1.fanout.wanted('u') === false, 'what ended holds nothing');
  const b = await opened('b');
  const c = await opened('c');
  assert.equal(await reasonOf(a2.reading), 'STREAM_REPLACED', 'the oldest of the user');
  for (const { leaving, reading } of [a3, b, c]) {
    leaving.abort();
    await assert.rejects(reading, ends(Code.Canceled));
  }
  const d = await opened('d');
  const e = await opened('e');
  for (const { fanout, reading } of [d, e]) {
    fanout.publish('u', notification('1'));
    assert.deepEqual(await reading, notification('1'));
  }
});
