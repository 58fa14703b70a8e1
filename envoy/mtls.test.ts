import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import type { DescService } from '@bufbuild/protobuf';
import { type Client, Code, ConnectError, createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { CategoryService } from '#gen/melo/categories/v1/category_service_pb.ts';
import { AuthInternalService } from '#gen/melo/users/v1/auth_internal_service_pb.ts';
import { UserService } from '#gen/melo/users/v1/user_service_pb.ts';
import { spiffe } from '#infra/topology.ts';
import { makeCa, makeLeaf } from './pki/certificate.ts';
import { renewPki } from './pki/pki.ts';
import { certificateAt, identityOf, until } from './testing/test-envoy.ts';
import { startTestMesh, type TestMesh, tokenOf } from './testing/test-mesh.ts';

let mesh: TestMesh;
let port: number;

before(async () => {
  mesh = await startTestMesh();
  port = mesh.at.ports.sidecar.users!;
});
after(() => mesh.stop());

test('a declared caller passes by its sidecar, and the process learns who it was', async () => {
  const { email } = await egressOf('notifications', AuthInternalService, 'users').claimMailToken({});
  assert.match(email, new RegExp(`URI=${spiffe('notifications')}$`));
});

test('the way out knows only what the contracts declare', async () => {
  await rejected(egressOf('notifications', UserService, 'users').getMe({}), Code.Unimplemented);
  await rejected(egressOf('notifications', CategoryService, 'categories').listCategories({}), Code.Unimplemented);
  await assert.rejects(stat(mesh.at.sockets.egress('users')), 'a process that calls no other has no egress');
  assert.equal((await stat(mesh.at.sockets.egress('notifications'))).mode & 0o777, 0o600);
  assert.equal((await stat(mesh.at.sockets.admin('notifications'))).mode & 0o777, 0o600);
});

test('the sidecar admits the edge to user methods and to no internal one', async () => {
  assert.match((await asking('edge', UserService)).user?.email ?? '', /spiffe:\/\/melo\/edge$/);
  const client = await clientAs('edge', AuthInternalService);
  await rejected(client.claimMailToken({}), Code.PermissionDenied);
});

test('the sidecar rejects certificates of our CA that no rule names', async () => {
  for (const name of ['categories', 'developer', 'notifications']) {
    const client = await clientAs(name, UserService);
    await rejected(client.getMe({}), Code.PermissionDenied);
  }
  const client = await clientAs('categories', AuthInternalService);
  await rejected(client.claimMailToken({}), Code.PermissionDenied);
});

test('a client without a certificate of our CA gets no connection', async () => {
  const { ca } = await identityOf(mesh.at, 'edge');
  await rejected(clientOf(UserService, { ca }).getMe({}), ...broken);
  const strange = await makeLeaf(await makeCa(Date.now()), 'edge', { uri: spiffe('edge') }, Date.now());
  const identity = { ca, cert: strange.certificate, key: strange.key };
  await rejected(clientOf(UserService, identity).getMe({}), ...broken);
});

test('the sidecar requires TLS 1.3', async () => {
  const plain = createClient(
    UserService,
    createConnectTransport({ baseUrl: `http://127.0.0.1:${port}`, httpVersion: '2' }),
  );
  await rejected(plain.getMe({}), ...broken);
  const identity = await identityOf(mesh.at, 'edge');
  await assert.rejects(serialAt(port, { ...identity, maxVersion: 'TLSv1.2' }));
});

test('the edge rejects a sidecar with another process’s certificate', async () => {
  const impostor = createTlsServer({ ...(await identityOf(mesh.at, 'developer')), ALPNProtocols: ['h2'] });
  await new Promise<void>((listening) => impostor.listen(mesh.at.ports.sidecar.categories, '127.0.0.1', listening));
  const shown = await serialAt(mesh.at.ports.sidecar.categories!, await identityOf(mesh.at, 'edge'));
  assert.ok(shown, 'the impostor listens');
  const transport = createConnectTransport({ baseUrl: `http://127.0.0.1:${mesh.at.ports.edge}`, httpVersion: '2' });
  const headers = { authorization: `Bearer ${await tokenOf(mesh.at)}` };
  await rejected(createClient(CategoryService, transport).listCategories({}, { headers }), Code.Unavailable);
  await new Promise((closed) => impostor.close(closed));
});

test('a renewed certificate is in use without a restart, and calls go on', async () => {
  const identity = await identityOf(mesh.at, 'edge');
  const earlier = await serialAt(port, identity);
  assert.deepEqual(await renewPki(mesh.at.home), ['users']);
  const { serialNumber } = new X509Certificate(await readFile(join(mesh.at.pki, 'users.pem')));
  assert.notEqual(serialNumber, earlier);
  await until(async () => (await serialAt(port, identity)) === serialNumber);
  assert.match((await asking('edge', UserService)).user?.email ?? '', /edge$/);
  await egressOf('notifications', AuthInternalService, 'users').claimMailToken({});
});

/** What a client says of a connection that ended before it was one. */
const broken = [Code.Unavailable, Code.Internal, Code.Unknown, Code.Aborted, Code.Canceled];

type Identity = { ca: string; cert?: string; key?: string };

/** Serial number of the certificate shown on a port. */
const serialAt = async (port: number, options: Identity & { maxVersion?: 'TLSv1.2' }): Promise<string> =>
  (await certificateAt(port, { ...options, checkServerIdentity: () => undefined })).serialNumber;

/** A client directly at the sidecar of users. */
const clientOf = <Service extends DescService>(service: Service, identity: Identity): Client<Service> =>
  createClient(
    service,
    createConnectTransport({
      baseUrl: `https://127.0.0.1:${port}`,
      httpVersion: '2',
      nodeOptions: { ...identity, checkServerIdentity: () => undefined },
      // Each its own connection, which ends soon.
      idleConnectionTimeoutMs: 100,
    }),
  );

const clientAs = async <Service extends DescService>(name: string, service: Service): Promise<Client<Service>> =>
  clientOf(service, await identityOf(mesh.at, name));

const asking = async (name: string, service: typeof UserService) => (await clientAs(name, service)).getMe({});

/** A client by way of a process's sidecar, as the kit makes it. */
const egressOf = <Service extends DescService>(from: string, service: Service, target: string): Client<Service> =>
  createClient(
    service,
    createConnectTransport({
      baseUrl: `http://${target}`,
      httpVersion: '2',
      useBinaryFormat: true,
      nodeOptions: { createConnection: () => connectSocket(mesh.at.sockets.egress(from)) },
      idleConnectionTimeoutMs: 100,
    }),
  );

async function rejected(calling: Promise<unknown>, ...codes: Code[]): Promise<void> {
  const error = await calling.then(
    () => assert.fail('the call passed'),
    (reason: unknown) => reason,
  );
  assert.ok(codes.includes(ConnectError.from(error).code), String(error));
}
