/** What attackers can do at the edge, configured as in production behind one proxy. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { ServerReflection } from '#gen/grpc/reflection/v1/reflection_pb.ts';
import { configOf } from './binary.ts';
import { localReply } from './config/local-reply.ts';
import { readSettings } from './config/settings.ts';
import { ensurePki } from './pki/pki.ts';
import { renderEnvoy } from './render.ts';
import { certificateAt, forget, freshAddresses, identityOf, startEnvoy, until } from './testing/test-envoy.ts';
import { postFrom, startTestMesh, type TestMesh, tokenOf } from './testing/test-mesh.ts';

const PUBLIC = '/melo.users.v1.AuthService/VerifyEmail';
const ME = '/melo.users.v1.UserService/GetMe';
const HANDSHAKE_MS = 10_000;
let mesh: TestMesh;
let base: string;
let bearer: { headers: { authorization: string } };

before(async () => {
  mesh = await startTestMesh({ MELO_ENV: 'production', MELO_TRUSTED_HOPS: '1' });
  base = `http://127.0.0.1:${mesh.at.ports.edge}`;
  bearer = { headers: { authorization: `Bearer ${await tokenOf(mesh.at)}` } };
});
after(() => mesh.stop());

const post = (path: string) => postFrom(mesh, path, '192.0.2.1');

test('responses and errors carry no server name and are not cached or embedded', async () => {
  const answers = [
    [200, await post(PUBLIC)],
    [401, await post(ME)],
    [404, await post('/melo.users.v1.AuthInternalService/ClaimMailToken')],
    [200, await post('/graphql')],
  ] as const;
  for (const [expected, { status, headers }] of answers) {
    assert.equal(status, expected);
    assert.equal(headers.get('server'), null);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin');
    assert.equal(headers.get('strict-transport-security'), null, 'browsers ignore it without TLS');
  }
  assert.equal((await fetch(base)).headers.get('cross-origin-resource-policy'), 'same-origin');
});

test('responses over TLS, errors included, carry HSTS, and others do not', async () => {
  for (const path of ['/', ME]) {
    const outgoing = request(mesh.at.urls.edgeTls + path, { ca: await readFile(join(mesh.at.pki, 'ca.pem')) });
    outgoing.end();
    const [answer] = await once(outgoing, 'response');
    answer.resume();
    assert.match(answer.headers['strict-transport-security'], /^max-age=31536000/);
  }
});

test('the certificate that the world sees is no identity of the mesh', async () => {
  const { ca, ...shown } = await identityOf(mesh.at, 'public');
  const { subjectaltname, ext_key_usage } = await certificateAt(mesh.at.ports.edgeTls, { ca, servername: 'localhost' });
  assert.doesNotMatch(subjectaltname ?? '', /URI/);
  assert.deepEqual(ext_key_usage, ['1.3.6.1.5.5.7.3.1'], 'a server only');
  const port = mesh.at.ports.sidecar['users']!;
  const peer = { ca, checkServerIdentity: () => undefined };
  await certificateAt(port, { ...peer, ...(await identityOf(mesh.at, 'edge')) });
  await assert.rejects(answerOf(port, { ...peer, ...shown }), /alert|ECONNRESET|socket hang up/i);
});

/** In TLS 1.3 a client learns that its certificate is rejected only when it reads. */
async function answerOf(port: number, options: object): Promise<void> {
  const outgoing = request({ host: '127.0.0.1', port, ...options });
  outgoing.end();
  await once(outgoing, 'response');
}

test('production must say how many proxies are trusted', () => {
  assert.throws(() => readSettings({ MELO_ENV: 'production' }), /MELO_TRUSTED_HOPS is not set/);
  for (const wrong of ['-1', '1.5', 'two', '11'])
    assert.throws(() => readSettings({ MELO_TRUSTED_HOPS: wrong }), /whole number from 0 to 10/);
  assert.deepEqual(readSettings({}), { isProduction: false, trustedHops: 0, callsPerAddress: 0 });
});

test('in production Vite’s origin may not call', async () => {
  const origin = 'http://localhost:5173';
  const headers = { origin, 'access-control-request-method': 'POST' };
  const answer = await fetch(base + ME, { method: 'OPTIONS', headers });
  assert.equal(answer.headers.get('access-control-allow-origin'), null);
});

test('in production reflection is for signed-in callers', async () => {
  const client = createClient(ServerReflection, createGrpcTransport({ baseUrl: base }));
  const ask = async (options: object) => {
    async function* questions() {
      yield { messageRequest: { case: 'listServices' as const, value: '' } };
    }
    for await (const _ of client.serverReflectionInfo(questions(), options));
  };
  assert.equal((await localReply(ask({}))).rawMessage, 'A valid access token is needed; sign in again.');
  assert.notEqual((await localReply(ask(bearer))).rawMessage, 'A valid access token is needed; sign in again.');
});

test('without memory the edge takes no new connections', async (t) => {
  const at = await freshAddresses();
  t.after(() => forget(at));
  await ensurePki(at.home);
  await renderEnvoy(at, {});
  const config = configOf('edge', at);
  const text = await readFile(config, 'utf8');
  await writeFile(config, text.replace(/("max_heap_size_bytes": )\d+/, '$11'));
  const edge = await startEnvoy(at, 'edge');
  t.after(() => edge.stop());
  // It looks at its memory a few times a second.
  await until(() =>
    fetch(`${at.urls.web}/healthz`, { signal: AbortSignal.timeout(500) }).then(
      () => false,
      () => true,
    ),
  );
});

test('who does not finish the TLS handshake is disconnected after 10 s', async () => {
  const started = performance.now();
  const socket = connect(mesh.at.ports.edgeTls, '127.0.0.1');
  await once(socket.resume(), 'close');
  const took = performance.now() - started;
  assert.ok(took > HANDSHAKE_MS / 2 && took < 2 * HANDSHAKE_MS, `${took} ms`);
});
