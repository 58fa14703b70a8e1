/** Melo's own processes: the services and the gateway. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gateway, type Process, services } from '../topology.ts';
import { type Addresses, checkout, type Slot, serviceEnv } from './addresses.ts';
import { sidecarName, switchSidecar } from './dependencies/envoy.ts';
import { INSPECTOR, inspected } from './dev/inspector.ts';
import { isHealthy, respondsOnSocket } from './supervisor/readiness.ts';
import type { Program, Task } from './supervisor/task.ts';

export const DEADLINE_MS = 120_000;
export const HEAP_MB = { service: 256, gateway: 512, web: 128 } as const;

export const entryOf = (name: string): string =>
  join(checkout, services.some((service) => service.name === name) ? `services/${name}/main.ts` : `${name}/main.ts`);

/** Whether the process is written yet. */
export const exists = (name: string): boolean => existsSync(entryOf(name));

type NodeOptions = {
  readonly heapMb: number;
  readonly args?: readonly string[];
  readonly slot?: Slot;
  /** Flags of Node itself. */
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
};

export const node = (
  at: Addresses,
  name: string,
  { heapMb, args = [], slot = 'a', flags = [], env }: NodeOptions,
): Program => ({
  command: process.execPath,
  args: [`--max-old-space-size=${heapMb}`, ...flags, entryOf(name), ...args],
  cwd: checkout,
  env: {
    ...serviceEnv(at, name, slot),
    // Compiled modules are kept, which starts a dozen processes on two cores much sooner.
    NODE_COMPILE_CACHE: join(at.home, 'compiled'),
    ...env,
  },
});

/** In development its links lead to Vite, and the one that MELO_INSPECT names opens its debugger. */
export const service = ({ name }: Process, isDev = false): Task => {
  const isInspected = isDev && inspected() === name;
  const options = { heapMb: HEAP_MB.service, flags: isInspected ? [`--inspect=${INSPECTOR}`] : [] };
  return {
    kind: 'task',
    name,
    needs: [`migrate ${name}`, sidecarName(name)],
    deadlineMs: DEADLINE_MS,
    program: (at, { slot }) =>
      node(at, name, { ...options, slot, ...(isDev && { env: { MELO_PUBLIC_URL: at.urls.vite } }) }),
    ready: (at, { slot }) => isHealthy(at.sockets.service(name, slot)),
    handOver: isInspected ? 'in place' : (at, { slot }) => switchSidecar(at, name, slot),
  };
};

/** Starts after the services, so that its first responses are complete. */
export const mesh = (present: readonly Process[]): Task => ({
  kind: 'task',
  name: gateway.name,
  needs: [...present.map(({ name }) => name), sidecarName(gateway.name)],
  deadlineMs: DEADLINE_MS,
  program: (at, { slot }) => node(at, gateway.name, { heapMb: HEAP_MB.gateway, slot }),
  ready: (at, { slot }) => respondsOnSocket(at.sockets.service(gateway.name, slot), '/healthz'),
  handOver: (at, { slot }) => switchSidecar(at, gateway.name, slot),
});
