/** A process is reachable only through its sidecar: listening sockets, their permissions, and the certificates shown. */

import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ConnectionOptions } from 'node:tls';
import { addresses } from '#infra/local/addresses.ts';
import { command } from '#infra/local/supervisor/control.ts';
import type { Status } from '#infra/local/supervisor/launcher.ts';
import { EDGE, processes, spiffe } from '#infra/topology.ts';
import { pointedTo } from '../../envoy/config/endpoints.ts';
import { certificateAt, identityOf } from '../../envoy/testing/test-envoy.ts';
import { listeningOf } from './sockets.ts';

const at = addresses();
const WEB = 'web';

test('every sidecar shows the certificate of its process, which names no host', async () => {
  for (const { name } of processes) {
    const identity = await identityOf(at, EDGE);
    const port = at.ports.sidecar[name]!;
    const shown = await peerOf(port, { ...identity, checkServerIdentity: () => undefined });
    assert.equal(shown, `URI:${spiffe(name)}`);
    await assert.rejects(peerOf(port, identity), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  }
});

test('our processes listen only on Unix sockets, and Envoys only on their own ports', async () => {
  const status = await command<Status>(at, 'status');
  const pidOf = (name: string): number => {
    const pid = status?.processes.find((process) => process.name === name)?.pid;
    assert.ok(pid, `${name} runs`);
    return pid;
  };
  for (const { name } of processes)
    assert.deepEqual(listeningOf(pidOf(name)), { tcp: [], unix: [pointedTo(name, at)] }, name);
  assert.deepEqual(listeningOf(pidOf(WEB)), { tcp: [], unix: [at.sockets.service(WEB)] });
  for (const { name, calls } of processes) {
    const { tcp, unix } = listeningOf(pidOf(`${name}-sidecar`));
    assert.deepEqual(tcp, [`127.0.0.1:${at.ports.sidecar[name]}`], name);
    const ways = [at.sockets.admin(name), ...(calls.length > 0 ? [at.sockets.egress(name)] : [])];
    assert.deepEqual(unix, ways.sort(), name);
  }
  const { tcp } = listeningOf(pidOf(EDGE));
  assert.deepEqual(
    new Set(tcp.map((address) => Number(address.split(':').at(-1)))),
    new Set([at.ports.edge, at.ports.edgeTls]),
  );
  for (const address of tcp)
    assert.match(address, /^(127\.0\.0\.1|\[::1\]):/, 'the world is reached through a loopback only, here');
});

test('sockets and their folder are accessible to their user only', () => {
  assert.equal(statSync(at.run).mode & 0o777, 0o700);
  const ours = [
    at.sockets.control,
    ...[EDGE, WEB, ...processes.map(({ name }) => name)].flatMap((name) => [
      at.sockets.service(name, 'a'),
      at.sockets.service(name, 'b'),
      at.sockets.egress(name),
      at.sockets.admin(name),
    ]),
  ];
  const there = readdirSync(at.run)
    .map((name) => join(at.run, name))
    .filter((path) => ours.includes(path));
  assert.ok(there.length > 2 * processes.length, `${there.length} sockets`);
  for (const path of there) assert.equal(statSync(path).mode & 0o777, 0o600, path);
});

/** Alternative names of the certificate that a port shows. */
const peerOf = async (port: number, options: ConnectionOptions): Promise<string> =>
  (await certificateAt(port, options)).subjectaltname ?? '';
