/** Shares of one address and of all, at the edge as it is configured behind one proxy. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { NotificationService } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { HELD, postFrom, startTestMesh, type TestMesh, tokenOf } from './testing/test-mesh.ts';

const SIGN_IN = '/melo.users.v1.AuthService/SignIn';
const PUBLIC = '/melo.users.v1.AuthService/VerifyEmail';
/** What one address may send at once, see rate-limits.ts; while the test sends, a few more places come free. */
const PASSWORDS_AT_ONCE = 60;
/** More than a service's calls at once may be, see clusters.ts. */
const STREAMS = 100;

let mesh: TestMesh;

before(async () => {
  mesh = await startTestMesh({ MELO_TRUSTED_HOPS: '1' });
});
after(() => mesh.stop());

const post = (path: string, address: string) => postFrom(mesh, path, address);

test('one address has a limit of sign-ins and gets a retry time; other addresses and calls are not affected', async () => {
  const answers = await Promise.all(Array.from({ length: 3 * PASSWORDS_AT_ONCE }, () => post(SIGN_IN, '192.0.2.7')));
  const rejected = answers.filter(({ status }) => status === 429);
  assert.ok(rejected.length > PASSWORDS_AT_ONCE, `${rejected.length} rejected`);
  assert.ok(answers.filter(({ status }) => status === 200).length >= PASSWORDS_AT_ONCE);
  assert.ok(rejected.every(({ headers }) => headers.get('retry-after') === '1'));
  assert.equal((await rejected[0]!.json()).code, 'resource_exhausted');
  assert.equal((await post(SIGN_IN, '192.0.2.8')).status, 200);
  assert.equal((await post(PUBLIC, '192.0.2.7')).status, 200);
});

test('addresses of one IPv6 network of 64 bits share their share', async () => {
  const from = (network: string) =>
    Promise.all(
      Array.from({ length: 2 * PASSWORDS_AT_ONCE }, (_, i) => post(SIGN_IN, `${network}::${i.toString(16)}`)),
    );
  const answers = await from('2001:db8:1:1');
  assert.ok(answers.some(({ status }) => status === 429));
  assert.equal((await post(SIGN_IN, '2001:db8:1:2::1')).status, 200);
});

test('behind one proxy the address it saw is believed, and nothing else that the client claimed', async () => {
  const answer = await post(PUBLIC, '198.51.100.1, 203.0.113.9, 192.0.2.20');
  assert.equal(answer.headers.get('x-seen'), '192.0.2.20');
});

test('streams take no call’s place', async () => {
  const baseUrl = `http://127.0.0.1:${mesh.at.ports.edge}`;
  const client = createClient(NotificationService, createConnectTransport({ baseUrl, httpVersion: '2' }));
  const bearer = { headers: { authorization: `Bearer ${await tokenOf(mesh.at)}` } };
  const leaving = new AbortController();
  const streams = Array.from({ length: STREAMS }, () =>
    client.watchNotifications({ cursor: HELD }, { ...bearer, signal: leaving.signal })[Symbol.asyncIterator](),
  );
  await Promise.all(streams.map((stream) => stream.next()));
  await client.listNotifications({}, bearer);
  const ended = Promise.allSettled(streams.map((stream) => stream.next().then(() => stream.next())));
  leaving.abort();
  await ended;
});
