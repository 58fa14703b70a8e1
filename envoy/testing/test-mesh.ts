/** A mesh of an edge, users, notifications and the gateway with real Envoys, whose processes return what they received; for tests. */
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import type { ConnectRouter, HandlerContext } from '@connectrpc/connect';
import { importPKCS8, SignJWT } from 'jose';
import { NotificationService } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { AuthInternalService } from '#gen/melo/users/v1/auth_internal_service_pb.ts';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { UserService } from '#gen/melo/users/v1/user_service_pb.ts';
import type { Addresses } from '#infra/local/addresses.ts';
import { spiffe } from '#infra/topology.ts';
import { makeLeaf } from '../pki/certificate.ts';
import { ensurePki } from '../pki/pki.ts';
import { renderEnvoy } from '../render.ts';
import { forget, freshAddresses, type Running, startEnvoy, startProcess } from './test-envoy.ts';

/** Hours before now in which the first certificate of `users` was made: past half its life, so that it is due. */
const OLD_MS = 13 * 3_600_000;

/** The cursor of a stream that stays open. */
export const HELD = 'held';

export type TestMesh = { readonly at: Addresses; readonly edge: Running; stop(): Promise<void> };

/** `env` is the edge's environment, see settings.ts. */
export async function startTestMesh(env: NodeJS.ProcessEnv = {}): Promise<TestMesh> {
  const at = await freshAddresses();
  await ensurePki(at.home);
  await age(at, 'users');
  await renderEnvoy(at, env);
  const [edge, ...others] = await Promise.all([
    startEnvoy(at, 'edge'),
    startEnvoy(at, 'users'),
    startEnvoy(at, 'notifications'),
    startEnvoy(at, 'mesh'),
    startProcess(at, 'users', users),
    startProcess(at, 'notifications', notifications),
    startHttp(at, 'mesh', graphql),
    startHttp(at, 'web', web),
  ]);
  const stop = async () => {
    await Promise.all([edge, ...others].map((each) => each.stop()));
    await forget(at);
  };
  return { at, edge, stop };
}

/** An access token as the users service signs it, from `bornMs` for five minutes. */
export async function tokenOf(at: Addresses, bornMs: number = Date.now(), lifetimeS = 300): Promise<string> {
  const born = Math.floor(bornMs / 1000);
  const key = await importPKCS8(await readFile(join(at.pki, 'jwt.key'), 'utf8'), 'ES256');
  const { keys } = JSON.parse(await readFile(join(at.pki, 'jwks.json'), 'utf8'));
  return new SignJWT({ sid: 'session', households: {} })
    .setProtectedHeader({ alg: 'ES256', kid: keys[0].kid })
    .setIssuer('melo')
    .setAudience('melo')
    .setSubject('user')
    .setIssuedAt(born)
    .setExpirationTime(born + lifetimeS)
    .sign(key);
}

/** A POST to the edge, as the proxy before it would pass it on from an address. */
export const postFrom = (mesh: TestMesh, path: string, address: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${mesh.at.ports.edge}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    body: '{}',
  });

const header = (context: HandlerContext, name: string): string => context.requestHeader.get(name) ?? '';

function users(router: ConnectRouter): void {
  router.service(UserService, {
    getMe: (_request, context) => ({
      user: { id: header(context, 'traceparent'), email: header(context, 'x-forwarded-client-cert') },
    }),
    /** Hangs, whatever its deadline is. */
    updateMe: () => new Promise(() => {}),
  });
  router.service(AuthService, {
    signIn: (_request, context) => ({ accessToken: header(context, 'x-forwarded-client-cert') }),
    verifyEmail: (_request, context) => {
      context.responseHeader.set('server', 'users');
      context.responseHeader.set('x-seen', header(context, 'x-forwarded-for'));
      return {};
    },
    /** Never responds: it ends when its caller leaves. */
    register: (_request, { signal }) =>
      new Promise((_, left) => signal.addEventListener('abort', () => left(signal.reason))),
  });
  router.service(AuthInternalService, {
    claimMailToken: (_request, context) => ({ email: header(context, 'x-forwarded-client-cert') }),
  });
}

function notifications(router: ConnectRouter): void {
  router.service(NotificationService, {
    listNotifications: () => ({}),
    async *watchNotifications({ cursor }, { signal }) {
      yield { content: { case: 'change' as const, value: { householdId: 'first' } } };
      yield { content: { case: 'change' as const, value: { householdId: 'second' } } };
      if (cursor === HELD) await new Promise((left) => signal.addEventListener('abort', left));
    },
  });
}

/** The web's files, in one page. */
const web: RequestListener = (_request, answer) => {
  answer.setHeader('content-type', 'text/html').end(`<title>Melo</title>${' '.repeat(4096)}`);
};

/** A gateway that returns its caller's identity as a stream of events. */
const graphql: RequestListener = (request, answer) => {
  answer.setHeader('content-type', 'text/event-stream');
  answer.write(`data: ${request.headers['x-forwarded-client-cert']}\n\n`);
  request.resume().on('end', () => answer.end('data: end\n\n'));
};

async function startHttp(at: Addresses, name: string, listener: RequestListener): Promise<Running> {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(at.sockets.service(name), listening));
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  };
  return { stop, printed: () => '' };
}

async function age(at: Addresses, name: string): Promise<void> {
  const read = (file: string) => readFile(join(at.pki, file), 'utf8');
  const ca = { certificate: await read('ca.pem'), key: await read('ca.key') };
  const old = await makeLeaf(ca, name, { uri: spiffe(name) }, Date.now() - OLD_MS);
  await writeFile(join(at.pki, `${name}.pem`), old.certificate);
  await writeFile(join(at.pki, `${name}.key`), old.key);
}
