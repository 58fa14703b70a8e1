/** Idle connections: what they cost, that they do not block others, and that they end. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { startTestMesh, type TestMesh } from './testing/test-mesh.ts';

const CONNECTIONS = 4_000;
/** Opened at once. */
const BATCH = 100;
/** Without a stream a connection ends after 60 s; opening all of them takes a while, too. */
const ENDED_MS = 90_000;
/** For all of them; half of the connections are TLS. */
const MAX_MEMORY_MB = 256;

let mesh: TestMesh;
before(async () => {
  mesh = await startTestMesh();
});
after(() => mesh.stop());

test('4,000 idle connections cost little, a new caller is served, and all end after a minute', async (t) => {
  const ca = readFileSync(join(mesh.at.pki, 'ca.pem'));
  const { edge, edgeTls } = mesh.at.ports;
  const open = async (i: number): Promise<Socket> => {
    const [socket, event] =
      i % 2 === 0
        ? [connect(edge, '127.0.0.1'), 'connect']
        : [connectTls({ host: '127.0.0.1', port: edgeTls, ca, servername: 'localhost' }), 'secureConnect'];
    await once(socket.resume(), event);
    return socket;
  };
  await served();
  const before = memoryMb();
  const ended: Promise<unknown>[] = [];
  const started = performance.now();
  for (let i = 0; i < CONNECTIONS; i += BATCH) {
    const opened = await Promise.all(Array.from({ length: BATCH }, (_, j) => open(i + j)));
    ended.push(...opened.map((socket) => new Promise((closed) => socket.on('error', () => {}).once('close', closed))));
  }
  t.diagnostic(`edge: ${before} MB before, ${memoryMb()} MB with ${CONNECTIONS} idle connections`);
  assert.ok(memoryMb() - before < MAX_MEMORY_MB);
  await served();
  await Promise.race([Promise.all(ended), once(AbortSignal.timeout(ENDED_MS), 'abort')]);
  const took = performance.now() - started;
  assert.ok(took < ENDED_MS, 'some connections stayed');
  t.diagnostic(`all ended after ${(took / 1000).toFixed(0)} s; ${memoryMb()} MB afterwards`);
  await served();
});

async function served(): Promise<void> {
  const answer = await fetch(mesh.at.urls.web, { signal: AbortSignal.timeout(5_000) });
  assert.equal(answer.status, 200);
  await answer.text();
}

const memoryMb = (): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${mesh.edge.pid}/status`, 'utf8'))![1]) / 1024);
