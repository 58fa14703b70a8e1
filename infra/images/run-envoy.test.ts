/** The script that runs Envoy in a container: it answers health checks, and drains before it ends. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { Agent, createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { foundEnvoy } from '../../envoy/binary.ts';
import { ensurePki } from '../../envoy/pki/pki.ts';
import { forget, freshAddresses, until } from '../../envoy/testing/test-envoy.ts';
import { envoyFiles } from '../containers/envoy-files.ts';
import type { Addresses } from '../local/addresses.ts';
import { gateway } from '../topology.ts';

const DRAIN_SECONDS = 2;
const NAME = gateway.name;

let at: Addresses;
let ports: { probes: number; drain: number };
let envoy: ChildProcess;
let held: ServerResponse | undefined;
const server = createServer((_, response) => {
  held = response;
});

before(async () => {
  at = await freshAddresses();
  // Free in the block of ports; see infra/local/addresses.ts.
  ports = { probes: at.base + 13, drain: at.base + 14 };
  await ensurePki(at.home);
  await mkdir(at.envoy);
  const network = { host: () => 'localhost', ports };
  const settings = { isProduction: false, trustedHops: 0, callsPerAddress: 0 };
  for (const { files } of await envoyFiles({ ...at, network }, { collector: undefined, settings }))
    for (const [file, content] of Object.entries(files)) await writeFile(join(at.envoy, file), JSON.stringify(content));
  server.listen(at.sockets.service(NAME));
  await once(server, 'listening');
  envoy = spawn(join(import.meta.dirname, 'run-envoy.sh'), [NAME], {
    stdio: 'inherit',
    env: {
      PATH: `${dirname(foundEnvoy(at.cache))}:${process.env['PATH']}`,
      MELO_ENVOY_FOLDER: at.envoy,
      MELO_DRAIN_SECONDS: String(DRAIN_SECONDS),
      MELO_DRAIN_PORT: String(ports.drain),
    },
  });
  await until(() =>
    answer('/ready').then(
      ({ statusCode }) => statusCode === 200,
      () => false,
    ),
  );
});

after(async () => {
  envoy.kill('SIGKILL');
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  await forget(at);
});

const kept = new Agent({ keepAlive: true });

async function answer(path: string, port = ports.probes): Promise<IncomingMessage> {
  const outgoing = get({ port, path, agent: kept });
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  response.resume();
  return response;
}

const readyCheck = (port: number) =>
  once(
    spawn(join(import.meta.dirname, 'envoy-ready.sh'), { stdio: 'ignore', env: { MELO_PROBE_PORT: String(port) } }),
    'close',
  );

test('the health check of the container succeeds while Envoy listens', async () => {
  assert.deepEqual(await readyCheck(ports.probes), [0, null]);
  assert.deepEqual(await readyCheck(at.base + 15), [1, null]);
});

test('the ports for probes have no path but health checks', async () => {
  for (const path of ['/', '/graphql', '/drain_listeners', '/quitquitquit'])
    assert.equal((await answer(path)).statusCode, 404, path);
  for (const path of ['/', '/quitquitquit', '/config_dump', '/ready'])
    assert.equal((await answer(path, ports.drain)).statusCode, 404, path);
});

test('at SIGTERM a call in progress finishes, its connection is closed, and Envoy ends after the drain', async () => {
  const call = answer('/healthz');
  await until(async () => held !== undefined);
  const ended = once(envoy, 'exit');
  envoy.kill('SIGTERM');
  // It drains once it asks clients to connect anew.
  await until(async () => (await answer('/ready')).headers.connection === 'close');
  held!.end('ok');
  const { statusCode, headers } = await call;
  assert.deepEqual([statusCode, headers.connection], [200, 'close']);
  assert.deepEqual(await ended, [0, null]);
});
