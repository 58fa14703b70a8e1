import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { NotificationService } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { UserService } from '#gen/melo/users/v1/user_service_pb.ts';
import { reasonOf } from '../testing/test-router.ts';
import { admissionInterceptor } from './admission-control.ts';

/** A process in which every call stays until it is told to go. */
function slowProcess(limits: { atOnce?: number; waiting?: number; waitMs?: number; maxStreams?: number }) {
  const inside: (() => void)[] = [];
  const transport = createRouterTransport(
    (router) => {
      router.service(UserService, {
        async getMe() {
          await new Promise<void>((go) => inside.push(go));
          return {};
        },
      });
      router.service(NotificationService, {
        async *watchNotifications() {
          yield {};
          yield {};
        },
      });
    },
    { router: { interceptors: [admissionInterceptor(limits)] } },
  );
  const watch = (signal?: AbortSignal) =>
    createClient(NotificationService, transport)
      .watchNotifications({}, { ...(signal && { signal }) })
      [Symbol.asyncIterator]();
  return { inside, client: createClient(UserService, transport), watch };
}

/** Lets everything that can go on go on. */
const turn = () => new Promise((done) => setImmediate(done));

test('beyond those inside and those waiting, calls are rejected at once and nothing is done', async () => {
  const { inside, client } = slowProcess({ atOnce: 2, waiting: 1, waitMs: 60_000 });
  const calls = [client.getMe({}), client.getMe({}), client.getMe({})];
  await turn();
  assert.equal(await reasonOf(client.getMe({})), 'OVERLOADED');
  const rejection = await client.getMe({}).then(
    () => undefined,
    (error) => ConnectError.from(error),
  );
  assert.equal(rejection?.code, Code.ResourceExhausted);
  assert.equal(rejection.metadata.get('retry-after'), '1');
  assert.equal(inside.length, 2);
  inside[0]!();
  await turn();
  assert.equal(inside.length, 3);
  for (const go of inside) go();
  await Promise.all(calls);
});

test('places are given back, also by calls that waited in vain or whose caller left', async () => {
  const { inside, client } = slowProcess({ atOnce: 1, waiting: 1, waitMs: 1 });
  for (let i = 0; i < 5; i++) {
    const first = client.getMe({});
    await turn();
    assert.equal(await reasonOf(client.getMe({})), 'OVERLOADED');
    const leaving = new AbortController();
    const left = client.getMe({}, { signal: leaving.signal });
    leaving.abort();
    await assert.rejects(left);
    await turn();
    inside.pop()!();
    await first;
  }
  assert.equal(inside.length, 0);
});

test('whoever waits gets the next place, first come first served', async () => {
  const { inside, client } = slowProcess({ atOnce: 1, waiting: 2, waitMs: 60_000 });
  const order: number[] = [];
  const calls = [0, 1, 2].map((i) => client.getMe({}).then(() => order.push(i)));
  for (let i = 0; i < 3; i++) {
    for (let tries = 0; inside.length === i && tries < 1000; tries++) await turn();
    inside[i]!();
    await calls[i];
  }
  assert.deepEqual(order, [0, 1, 2]);
});

test('streams have a bound of their own: they take no call’s place, and give theirs back however they end', async () => {
  const { inside, client, watch } = slowProcess({ atOnce: 1, waiting: 0, maxStreams: 2 });
  for (let i = 0; i < 5; i++) {
    const leaving = new AbortController();
    const [read, left] = [watch(), watch(leaving.signal)];
    await Promise.all([read.next(), left.next()]);
    assert.equal(await reasonOf(watch().next()), 'OVERLOADED');
    const call = client.getMe({});
    await turn();
    inside.pop()!();
    await call;
    leaving.abort();
    await assert.rejects(left.next());
    while (!(await read.next()).done);
  }
});
