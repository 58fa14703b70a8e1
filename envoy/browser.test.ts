import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:http2';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { spiffe } from '#infra/topology.ts';
import { until } from './testing/test-envoy.ts';
import { startTestMesh, type TestMesh, tokenOf } from './testing/test-mesh.ts';

let mesh: TestMesh;
let base: string;
let token: string;

before(async () => {
  mesh = await startTestMesh();
  base = `http://127.0.0.1:${mesh.at.ports.edge}`;
  token = await tokenOf(mesh.at);
});
after(() => mesh.stop());

test('GraphQL admits guests through the gateway’s sidecar and rejects an invalid token', async () => {
  const guest = await call('/graphql', {});
  assert.equal(guest.status, 200);
  assert.match(await guest.text(), new RegExp(`^data: .*URI=${spiffe('edge')}\n\ndata: end`));
  assert.equal((await call('/graphql', { authorization: 'Bearer no.good.token' })).status, 401);
});

test('a request may have 1 MiB, an import 14', async () => {
  const sent = (path: string, bytes: number) => call(path, { authorization: `Bearer ${token}` }, 'x'.repeat(bytes));
  const large = await sent('/melo.users.v1.UserService/GetMe', 1_100_000);
  assert.deepEqual([large.status, (await large.json()).code], [413, 'resource_exhausted']);
  const path = '/melo.transactions.v1.ImportService/PreviewImport';
  assert.equal((await sent(path, 14_000_000)).status, 503, 'no transactions run here, but the size passes');
  assert.equal((await sent(path, 15_000_000)).status, 413);
});

test('pages of our own origins may call with cookies, others may not', async () => {
  const preflight = async (origin: string) => {
    const answer = await fetch(`${base}/melo.users.v1.UserService/GetMe`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'connect-protocol-version',
      },
    });
    return [answer.headers.get('access-control-allow-origin'), answer.headers.get('access-control-allow-credentials')];
  };
  assert.deepEqual(await preflight(mesh.at.urls.web), [mesh.at.urls.web, 'true']);
  assert.deepEqual(await preflight('http://localhost:5173'), ['http://localhost:5173', 'true']);
  assert.deepEqual(await preflight('http://elsewhere.test'), [null, null]);
});

test('the app comes compressed, with headers that keep its pages to themselves', async () => {
  const answer = await fetch(`${mesh.at.urls.web}/accounts`, { headers: { 'accept-encoding': 'gzip' } });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-encoding'), 'gzip');
  assert.match(
    answer.headers.get('content-security-policy') ?? '',
    /default-src 'self'.*require-trusted-types-for 'script'/,
  );
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  assert.match(await answer.text(), /<title>Melo/);
});

test('the TLS port offers HTTP/2', async () => {
  const session = connect(mesh.at.urls.edgeTls, { ca: await readFile(join(mesh.at.pki, 'ca.pem')) });
  await new Promise((connected, failed) => session.once('connect', connected).once('error', failed));
  assert.equal(session.alpnProtocol, 'h2');
  await new Promise<void>((closed) => session.close(closed));
});

test('the log has calls as JSON and no token', async () => {
  await (await call('/melo.users.v1.UserService/GetMe', { authorization: `Bearer ${token}` })).text();
  const entries = () =>
    mesh.edge
      .printed()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
  // Envoy writes its log in batches.
  await until(async () =>
    entries().some(({ path, status }) => path === '/melo.users.v1.UserService/GetMe' && status === 200),
  );
  assert.ok(!mesh.edge.printed().includes(token.slice(-40)));
});

const call = (path: string, headers: Record<string, string>, body = '{}'): Promise<Response> =>
  fetch(base + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
