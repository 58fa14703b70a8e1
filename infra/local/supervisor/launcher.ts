/** The launcher's life: lock, ports, fetch, start, stay, stop. */
import { chmod, mkdir } from 'node:fs/promises';
import { renewPki } from '../../../envoy/pki/pki.ts';
import type { Addresses } from '../addresses.ts';
import { seedDemo } from '../demo/start-seed.ts';
import { provision } from '../dependencies/provision.ts';
import { dependencies, type Mode, portsOf, stepsOf } from '../stack.ts';
import { listenForCommands } from './control.ts';
import { expectFreePorts, lock, openRunFolder } from './lock.ts';
import { memoryBytes, ownBytes } from './memory.ts';
import type { Report } from './process.ts';
import { supervise } from './supervise.ts';

export type Shown = {
  name: string;
  state: string;
  pid: number | undefined;
  restarts: number;
  memoryBytes: number;
};
export type Status = { mode: Mode; up: boolean; processes: Shown[] };

export type Launcher = Awaited<ReturnType<typeof launch>>;

/** Certificates live a day; Envoy takes renewed ones without a restart. */
const RENEW_MS = 3_600_000;

/** Takes the lock and begins to bring the stack up; throws one sentence when it may not. */
export async function launch(at: Addresses, mode: Mode, report: Report) {
  openRunFolder(at);
  if (!(await lock(at))) throw new Error(`Melo is running already in ${at.home}; npm stop ends it.`);
  await expectFreePorts(portsOf(at, mode));
  for (const folder of [at.data, at.logs]) await mkdir(folder, { recursive: true });
  // Of an earlier version it may be open to others.
  await chmod(at.home, 0o700);

  let stack: ReturnType<typeof supervise> | undefined;
  let isUp = false;
  let stopping: Promise<void> | undefined;
  const bringUp = async (): Promise<void> => {
    await provision(dependencies, at, report);
    const steps = await stepsOf(at, mode, report);
    if (stopping) return;
    stack = supervise(at, steps, report);
    if (mode === 'start') setInterval(() => renewCertificates(at, report), RENEW_MS).unref();
    await stack.start();
    if (mode === 'start' && !stopping) await seedDemo(at, report);
    isUp = !stopping;
  };
  const stop = (): Promise<void> => {
    if (!stopping) report('Stopping …');
    stopping ??= stack ? stack.stop() : Promise.resolve();
    return stopping;
  };
  const over = Promise.withResolvers<void>();
  const status = (): Status => ({
    mode,
    up: isUp,
    processes: [
      {
        name: 'launcher',
        state: stopping ? 'stopping' : isUp ? 'ready' : 'starting',
        pid: process.pid,
        restarts: 0,
        memoryBytes: ownBytes(process.pid),
      },
      ...(stack?.status() ?? []).map((one) => ({ ...one, memoryBytes: one.pid ? memoryBytes(one.pid) : 0 })),
    ],
  });
  await listenForCommands(at, {
    status,
    /** The block of ports, for commands that were started with another one. */
    port: () => at.base,
    // Without memory, which takes long to count: for those who ask again and again.
    processes: () => stack?.status() ?? [],
    /** One after the other, so that there are never two missing; answers why it could not be done. */
    restart: async (...names: string[]) => {
      try {
        for (const name of names.length > 0 ? names : (stack?.replaceable() ?? [])) await stack?.replace(name);
        return '';
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
    stop: () =>
      stop()
        .then(over.resolve)
        .then(() => 'stopped'),
  });
  return {
    /** Settles when everything answers; throws when something cannot. */
    up: bringUp(),
    isUp: () => isUp,
    /** Settles when it was stopped by command. */
    over: over.promise,
    stop,
    kill: () => stack?.kill(),
  };
}

async function renewCertificates(at: Addresses, report: Report): Promise<void> {
  try {
    const renewed = await renewPki(at.home);
    if (renewed.length > 0) report(`renewed  certificates of ${renewed.join(', ')}`);
  } catch (error) {
    report(`failed   to renew certificates: ${error instanceof Error ? error.message : error}`);
  }
}
