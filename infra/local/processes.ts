/** Melo's own processes: each service with its migration, the gateway, the web with its build. */
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EDGE, gateway, type Process, services } from '../topology.ts';
import { type Addresses, checkout, type Slot, serviceEnv } from './addresses.ts';
import { sidecarName, switchSidecar } from './dependencies/envoy.ts';
import { fingerprint, isRecorded, recordDone } from './supervisor/fingerprint.ts';
import { logFile, openLog } from './supervisor/logs.ts';
import { isHealthy, respondsOnSocket } from './supervisor/readiness.ts';
import { run } from './supervisor/run.ts';
import type { Step } from './supervisor/supervise.ts';
import type { Job, Program, Task } from './supervisor/task.ts';

const DEADLINE_MS = 120_000;
const HEAP_MB = { service: 256, gateway: 512, web: 128 } as const;

export const entryOf = (name: string): string =>
  join(checkout, services.some((service) => service.name === name) ? `services/${name}/main.ts` : `${name}/main.ts`);

/** Whether the process is written yet. */
export const exists = (name: string): boolean => existsSync(entryOf(name));

const node = (
  at: Addresses,
  name: string,
  heapMb: number,
  { args = [], slot = 'a' }: { args?: readonly string[]; slot?: Slot } = {},
): Program => ({
  command: process.execPath,
  args: [`--max-old-space-size=${heapMb}`, entryOf(name), ...args],
  cwd: checkout,
  env: {
    ...serviceEnv(at, name, slot),
    // Compiled modules are kept, which starts a dozen processes on two cores much sooner.
    NODE_COMPILE_CACHE: join(at.home, 'compiled'),
  },
});

/** Makes schema, topics and subjects of a service, when what defines them has changed since the last success. */
export const migration = ({ name, stores }: Process): Job => ({
  kind: 'job',
  name: `migrate ${name}`,
  needs: [...stores.map((store) => (store === 'postgres' ? 'databases' : store)), 'kafka', 'registry'],
  async run(at) {
    const record = join(at.data, 'migrated', name);
    const print = fingerprint([`services/${name}/migrations`, 'services/kit', 'proto', 'infra/topology.ts']);
    if (isRecorded(record, print)) return undefined;
    const { command, args, env = {} } = node(at, name, HEAP_MB.service, { args: ['migrate'] });
    const log = openLog(logFile(at, name));
    log.write(await run(command, args, { cwd: checkout, env }));
    log.close();
    recordDone(record, print);
    return 'done';
  },
});

export const service = ({ name }: Process): Task => ({
  kind: 'task',
  name,
  needs: [`migrate ${name}`, sidecarName(name)],
  deadlineMs: DEADLINE_MS,
  program: (at, { slot }) => node(at, name, HEAP_MB.service, { slot }),
  ready: (at, { slot }) => isHealthy(at.sockets.service(name, slot)),
  handOver: (at, { slot }) => switchSidecar(at, name, slot),
});

/** After the services, so that its first answers are whole. */
export const mesh = (present: readonly Process[]): Task => ({
  kind: 'task',
  name: gateway.name,
  needs: [...present.map(({ name }) => name), sidecarName(gateway.name)],
  deadlineMs: DEADLINE_MS,
  program: (at, { slot }) => node(at, gateway.name, HEAP_MB.gateway, { slot }),
  ready: (at, { slot }) => respondsOnSocket(at.sockets.service(gateway.name, slot), '/healthz'),
  handOver: (at, { slot }) => switchSidecar(at, gateway.name, slot),
});

const WEB = 'web';

/** Builds the app when its sources have changed. */
const webBuild: Job = {
  kind: 'job',
  name: 'build web',
  needs: [],
  async run() {
    const record = join(checkout, 'web/dist/.fingerprint');
    const print = fingerprint(['web', 'gen', 'package-lock.json']);
    if (!existsSync(join(checkout, 'web/index.html')) || isRecorded(record, print)) return undefined;
    // Built beside and exchanged, so that another stack of this checkout never serves half of it.
    const [dist, draft] = [join(checkout, 'web/dist'), join(checkout, `node_modules/.cache/web-${process.pid}`)];
    const vite = [
      join(checkout, 'node_modules/vite/bin/vite.js'),
      'build',
      WEB,
      '--outDir',
      draft,
      '--logLevel',
      'warn',
    ];
    await run(process.execPath, vite, { cwd: checkout });
    recordDone(join(draft, basename(record)), print);
    await rm(dist, { recursive: true, force: true });
    await rename(draft, dist);
    return 'done';
  },
};

const webServer: Task = {
  kind: 'task',
  name: WEB,
  needs: [webBuild.name, EDGE],
  deadlineMs: DEADLINE_MS,
  program: (at) => node(at, WEB, HEAP_MB.web),
  ready: (at) => respondsOnSocket(at.sockets.service(WEB), '/healthz'),
};

export const web = (): Step[] => (exists(WEB) ? [webBuild, webServer] : []);
