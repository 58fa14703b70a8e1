/** The web: built and served behind the edge, or served by Vite in development. */
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EDGE } from '../topology.ts';
import { checkout } from './addresses.ts';
import { DEADLINE_MS, exists, HEAP_MB, node } from './processes.ts';
import { fingerprint, isRecorded, recordDone } from './supervisor/fingerprint.ts';
import { respondsOnHttp, respondsOnSocket } from './supervisor/readiness.ts';
import { run } from './supervisor/run.ts';
import type { Step } from './supervisor/supervise.ts';
import type { Job, Task } from './supervisor/task.ts';

const WEB = 'web';
const VITE = join(checkout, 'node_modules/vite/bin/vite.js');

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
    await run(process.execPath, [VITE, 'build', WEB, '--outDir', draft, '--logLevel', 'warn'], { cwd: checkout });
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
  program: (at) => node(at, WEB, { heapMb: HEAP_MB.web }),
  ready: (at) => respondsOnSocket(at.sockets.service(WEB), '/healthz'),
};

/** Serves the sources with hot module replacement on a port of its own; calls go to the edge. */
const vite: Task = {
  kind: 'task',
  name: WEB,
  needs: [EDGE],
  deadlineMs: DEADLINE_MS,
  program: (at) => ({
    command: process.execPath,
    args: [VITE, WEB, '--port', String(at.ports.vite), '--strictPort', '--clearScreen', 'false'],
    cwd: checkout,
    env: { MELO_EDGE: at.urls.web },
  }),
  ready: (at) => respondsOnHttp(at.urls.vite),
};

export const web = (isDev: boolean): Step[] => {
  if (!exists(WEB)) return [];
  return isDev ? [vite] : [webBuild, webServer];
};
