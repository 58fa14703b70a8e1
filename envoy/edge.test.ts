import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Code, createClient, type Transport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import { CategoryService } from '#gen/melo/categories/v1/category_service_pb.ts';
import { NotificationService } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { AuthInternalService } from '#gen/melo/users/v1/auth_internal_service_pb.ts';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { UserService } from '#gen/melo/users/v1/user_service_pb.ts';
import { spiffe } from '#infra/topology.ts';
import { localReply } from './config/local-reply.ts';
import { until } from './testing/test-envoy.ts';
import { startTestMesh, type TestMesh, tokenOf } from './testing/test-mesh.ts';

let mesh: TestMesh;
let base: string;
let token: string;
let transports: Readonly<Record<string, Transport>>;

before(async () => {
  mesh = await startTestMesh({ MELO_TRIES_PER_ADDRESS: '10000' });
  base = `http://127.0.0.1:${mesh.at.ports.edge}`;
  token = await tokenOf(mesh.at);
  const tls = { baseUrl: mesh.at.urls.edgeTls, nodeOptions: { ca: await readFile(join(mesh.at.pki, 'ca.pem')) } };
  transports = {
    'Connect, HTTP/1.1': createConnectTransport({ baseUrl: base, httpVersion: '1.1' }),
    'Connect, h2c': createConnectTransport({ baseUrl: base, httpVersion: '2', useBinaryFormat: true }),
    'Connect over GET': createConnectTransport({ baseUrl: base, httpVersion: '1.1', useHttpGet: true }),
    'gRPC, h2c': createGrpcTransport({ baseUrl: base }),
    'gRPC, TLS': createGrpcTransport(tls),
    'gRPC-Web, HTTP/1.1': createGrpcWebTransport({ baseUrl: base, httpVersion: '1.1' }),
    'gRPC-Web, TLS': createGrpcWebTransport({ ...tls, httpVersion: '2' }),
  };
});
after(() => mesh.stop());

const bearer = (value: string) => ({ headers: { authorization: `Bearer ${value}` } });

test('Connect, gRPC and gRPC-Web pass, unary and streaming, and the process learns that the edge called', async () => {
  for (const [name, transport] of Object.entries(transports)) {
    const { user } = await createClient(UserService, transport).getMe({}, bearer(token));
    assert.match(user?.email ?? '', new RegExp(`URI=${spiffe('edge')}$`), name);
    const received: string[] = [];
    for await (const { content } of createClient(NotificationService, transport).watchNotifications(
      {},
      bearer(token),
    )) {
      if (content.case === 'change') received.push(content.value.householdId);
    }
    assert.deepEqual(received, ['first', 'second'], name);
  }
});

test('what a client claims about its certificate is dropped, its trace goes on', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const forged = {
    authorization: `Bearer ${token}`,
    'x-forwarded-client-cert': 'URI=spiffe://melo/notifications',
    traceparent,
  };
  const { user } = await createClient(UserService, transports['Connect, h2c']!).getMe({}, { headers: forged });
  assert.match(user?.email ?? '', new RegExp(`^[^,]*URI=${spiffe('edge')}$`));
  assert.equal(user?.id, traceparent);
});

test('a missing, expired or tampered token is rejected in the form of each protocol', async () => {
  const [head, payload, signature] = token.split('.') as [string, string, string];
  const other = payload.startsWith('A') ? `B${payload.slice(1)}` : `A${payload.slice(1)}`;
  const expired = await tokenOf(mesh.at, Date.now() - 3_600_000);
  const endless = await tokenOf(mesh.at, Date.now(), 24 * 3600);
  for (const [name, transport] of Object.entries(transports)) {
    for (const options of [{}, bearer(expired), bearer(endless), bearer(`${head}.${other}.${signature}`)]) {
      const error = await localReply(createClient(UserService, transport).getMe({}, options));
      assert.equal(error.code, Code.Unauthenticated, name);
      assert.equal(error.rawMessage, 'A valid access token is needed; sign in again.', name);
    }
  }
});

test('a token counts however its scheme is written', async () => {
  const client = createClient(UserService, transports['Connect, h2c']!);
  for (const scheme of ['Bearer', 'bearer', 'BEARER'])
    assert.ok(await client.getMe({}, { headers: { authorization: `${scheme} ${token}` } }), scheme);
});

test('an error is JSON in Connect’s form', async () => {
  const answer = await call('/melo.users.v1.UserService/GetMe', {});
  assert.equal(answer.status, 401);
  assert.equal(answer.headers.get('content-type'), 'application/json');
  assert.deepEqual(await answer.json(), {
    code: 'unauthenticated',
    message: 'A valid access token is needed; sign in again.',
  });
});

test('a public method needs no token and survives a bad one', async () => {
  const client = createClient(AuthService, transports['Connect, h2c']!);
  assert.match((await client.signIn({})).accessToken, /edge/);
  assert.match((await client.signIn({}, bearer('no.good.token'))).accessToken, /edge/);
});

test('an internal method does not exist for the world', async () => {
  for (const [name, transport] of Object.entries(transports)) {
    const error = await localReply(createClient(AuthInternalService, transport).claimMailToken({}, bearer(token)));
    assert.equal(error.code, Code.Unimplemented, name);
  }
  for (const path of [
    '/melo.users.v1.AuthInternalService/ClaimMailToken',
    '/melo.users.v1.AuthInternalService/%43laimMailToken',
  ]) {
    assert.equal((await call(path, { authorization: `Bearer ${token}` })).status, 404);
  }
});

test('a request that is too large is rejected in the form of each protocol', async () => {
  const user = { name: 'n'.repeat(1024 * 1024) };
  for (const [name, transport] of Object.entries(transports)) {
    const error = await localReply(createClient(UserService, transport).updateMe({ user }, bearer(token)));
    assert.equal(error.code, Code.ResourceExhausted, name);
    assert.equal(error.rawMessage, 'The request is too large.', name);
  }
});

test('a process that is down is reported as unavailable, without internal details', async () => {
  const client = createClient(CategoryService, transports['Connect, h2c']!);
  const error = await localReply(client.listCategories({}, bearer(token)));
  assert.equal(error.code, Code.Unavailable);
  assert.equal(error.rawMessage, 'The service is not available right now; try again.');
});

test('a caller’s deadline holds though the process hangs, in each protocol', async () => {
  const deadlines = { 'connect-timeout-ms': '300', 'grpc-timeout': '300m' };
  for (const [name, transport] of Object.entries(transports)) {
    const started = performance.now();
    const options = { headers: { ...deadlines, ...bearer(token).headers } };
    const error = await localReply(createClient(UserService, transport).updateMe({ user: {} }, options));
    assert.equal(error.code, Code.DeadlineExceeded, name);
    // The route's own timeout is 15 s.
    assert.ok(performance.now() - started < 7_000, `${name} waited`);
  }
});

test('calls above the limit of a service are rejected at once, and only while the limit is reached', async () => {
  const [most, beyond] = [64, 16];
  const leaving = new AbortController();
  const client = createClient(AuthService, transports['Connect, h2c']!);
  let rejected = 0;
  const held = Array.from({ length: most + beyond }, () =>
    client.register({}, { signal: leaving.signal }).catch(() => {
      rejected += 1;
    }),
  );
  // No other call is made before all have arrived: it would take the place of one of them.
  await until(async () => rejected === beyond);
  const late = createClient(UserService, transports['Connect, HTTP/1.1']!).getMe({}, bearer(token));
  assert.equal((await localReply(late)).code, Code.ResourceExhausted);
  leaving.abort();
  await Promise.all(held);
  await until(() =>
    createClient(UserService, transports['gRPC, h2c']!)
      .getMe({}, bearer(token))
      .then(
        () => true,
        () => false,
      ),
  );
});

const call = (path: string, headers: Record<string, string>, body = '{}'): Promise<Response> =>
  fetch(base + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
