/** Starts real Envoys over small processes in a folder and a block of ports of their own, for tests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer as createHttp2Server, type Http2Session } from 'node:http2';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type ConnectionOptions, connect, type PeerCertificate } from 'node:tls';
import type { ConnectRouter } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { type Addresses, addresses } from '#infra/local/addresses.ts';
import { envoyPart } from '#infra/local/dependencies/envoy.ts';
import { provision } from '#infra/local/dependencies/provision.ts';
import { foundEnvoy, runEnvoy } from '../binary.ts';

const DEADLINE_MS = 10_000;
/** Ports of one block, see infra/local/addresses.ts. */
const BLOCK = 30;

/** Addresses in a fresh home, on ports that are free now, with Envoy fetched if it is not yet there. */
export async function freshAddresses(): Promise<Addresses> {
  const home = await mkdtemp(join(tmpdir(), 'melo-envoy-test-'));
  const at = addresses({ ...process.env, MELO_HOME: home, MELO_PORT: String(await freeBlock()) });
  await mkdir(at.run, { recursive: true, mode: 0o700 });
  await provision([envoyPart], at, () => {});
  return at;
}

export async function forget(at: Addresses): Promise<void> {
  await rm(at.home, { recursive: true, force: true });
  await rm(at.run, { recursive: true, force: true });
}

export type Running = {
  /** Of a process of its own. */
  readonly pid?: number | undefined;
  stop(): Promise<void>;
  /** What it printed so far. */
  printed(): string;
};

/** Runs one rendered configuration and waits until it is ready. */
export async function startEnvoy(at: Addresses, name: string): Promise<Running> {
  const child = spawn(foundEnvoy(at.cache), runEnvoy(name, at), { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      printed += chunk;
    });
  }
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`Envoy of ${name} ended: ${printed}`);
    return (await adminStatus(at.sockets.admin(name))) === 200;
  });
  return { pid: child.pid, stop: () => stopChild(child), printed: () => printed };
}

/** Serves Connect routes on a process's socket, as a service does. */
export async function startProcess(
  at: Addresses,
  name: string,
  routes: (router: ConnectRouter) => void,
): Promise<Running> {
  const server = createHttp2Server(connectNodeAdapter({ routes }));
  const sessions = new Set<Http2Session>();
  server.on('session', (session) => sessions.add(session));
  server.listen(at.sockets.service(name));
  await once(server, 'listening');
  await chmod(at.sockets.service(name), 0o600);
  const stop = async () => {
    for (const session of sessions) session.destroy();
    await new Promise((closed) => server.close(closed));
  };
  return { stop, printed: () => '' };
}

/** Certificate and key of a name, with our CA, as Node's TLS takes them. */
export async function identityOf(at: Addresses, name: string): Promise<{ ca: string; cert: string; key: string }> {
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', `${name}.pem`, `${name}.key`].map((file) => readFile(join(at.pki, file), 'utf8')),
  );
  return { ca: ca!, cert: cert!, key: key! };
}

/** Polls until the condition is true; throws the last error, if any, at the deadline. */
export async function until(ask: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + DEADLINE_MS;
  while (!(await ask())) {
    if (Date.now() > end) throw new Error(`not within ${DEADLINE_MS} ms: ${ask}`);
    await pause(50);
  }
}

const adminStatus = (socketPath: string): Promise<number | undefined> =>
  new Promise((done) => {
    const outgoing = request({ socketPath, path: '/ready' }, (answer) => {
      answer.resume();
      done(answer.statusCode);
    });
    outgoing.on('error', () => done(undefined));
    outgoing.end();
  });

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function freeBlock(): Promise<number> {
  for (;;) {
    const base = 20_000 + Math.floor(Math.random() * 300) * 100;
    const ports = Array.from({ length: BLOCK }, (_, i) => base + i);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return base;
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });

/** The certificate shown on a loopback port. */
export const certificateAt = (port: number, options: ConnectionOptions): Promise<PeerCertificate> =>
  new Promise((done, failed) => {
    const socket = connect({ ...options, host: '127.0.0.1', port, ALPNProtocols: ['h2'] });
    socket.once('error', failed).once('secureConnect', () => {
      done(socket.getPeerCertificate());
      socket.destroy();
    });
  });
