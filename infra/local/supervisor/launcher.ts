/** The launcher's life: lock, ports, download, start, serve commands, stop. */
import { chmod, mkdir } from 'node:fs/promises';
import { renewPki } from '../../../envoy/pki/pki.ts';
import type { Addresses } from '../addresses.ts';
import { seedDemo } from '../demo/start-seed.ts';
import { provision } from '../dependencies/provision.ts';
import { startDevelopmentLoop } from '../dev/loop.ts';
import { isObserved, reportToCollector } from '../observe/observed.ts';
import { dependencies, type Mode, portsOf, stepsOf } from '../stack.ts';
import { type Commands, listenForCommands } from './control.ts';
import { expectFreePorts, lock, openRunFolder } from './lock.ts';
import { memoryBytes, ownBytes } from './memory.ts';
import { type Stack, supervise } from './supervise.ts';
import type { Report } from './supervised.ts';

export type ProcessStatus = {
  name: string;
  state: string;
  pid: number | undefined;
  restarts: number;
  memoryBytes: number;
};
export type Status = { mode: Mode; up: boolean; processes: ProcessStatus[] };

export type Launcher = {
  /** Settles when everything is ready; throws when something fails. */
  readonly up: Promise<void>;
  isUp(): boolean;
  /** Settles when it was stopped by command. */
  readonly over: Promise<void>;
  stop(): Promise<void>;
  kill(): void;
};

type Context = {
  readonly at: Addresses;
  readonly mode: Mode;
  readonly report: Report;
  stack: Stack | undefined;
  isUp: boolean;
  stopping: Promise<void> | undefined;
  /** Ends the development loop, if there is one. */
  endLoop(): void;
};

/** Certificates are valid for a day; Envoy loads renewed ones without a restart. */
const RENEW_MS = 3_600_000;

/** Takes the lock and starts the stack; throws one sentence when that is not possible. */
export async function launch(at: Addresses, mode: Mode, report: Report): Promise<Launcher> {
  openRunFolder(at);
  if (!(await lock(at))) throw new Error(`Melo is running already in ${at.home}; npm stop ends it.`);
  await expectFreePorts(portsOf(at, mode));
  for (const folder of [at.data, at.logs]) await mkdir(folder, { recursive: true });
  // A home from an earlier version may be open to others.
  await chmod(at.home, 0o700);

  const context: Context = { at, mode, report, stack: undefined, isUp: false, stopping: undefined, endLoop: () => {} };
  const over = Promise.withResolvers<void>();
  await listenForCommands(at, commandsOf(context, over.resolve));
  return {
    up: bringUp(context),
    isUp: () => context.isUp,
    over: over.promise,
    stop: () => stop(context),
    kill: () => context.stack?.kill(),
  };
}

async function bringUp(context: Context): Promise<void> {
  const { at, mode, report } = context;
  if (isObserved()) reportToCollector(at);
  await provision(dependencies(), at, report);
  const steps = await stepsOf(at, mode, report);
  if (context.stopping) return;
  const stack = supervise(at, steps, report);
  context.stack = stack;
  if (mode !== 'stores') setInterval(() => renewCertificates(at, report), RENEW_MS).unref();
  await stack.start();
  if (mode !== 'stores' && !context.stopping) await seedDemo(at, report);
  if (mode === 'dev' && !context.stopping) context.endLoop = startDevelopmentLoop(stack.replace, report);
  context.isUp = !context.stopping;
}

function stop(context: Context): Promise<void> {
  if (!context.stopping) context.report('Stopping …');
  context.endLoop();
  context.stopping ??= context.stack ? context.stack.stop() : Promise.resolve();
  return context.stopping;
}

const commandsOf = (context: Context, onStopped: () => void): Commands => ({
  status: () => statusOf(context),
  /** The block of ports, for commands that were started with another one. */
  port: () => context.at.base,
  /** Without memory, which takes long to measure: for callers that poll. */
  processes: () => context.stack?.status() ?? [],
  /** One after the other, so that at most one is missing. Returns why it failed, or an empty text. */
  restart: async (...names: string[]) => {
    const { stack } = context;
    try {
      for (const name of names.length > 0 ? names : (stack?.replaceable() ?? [])) await stack?.replace(name);
      return '';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  },
  stop: async () => {
    await stop(context);
    onStopped();
    return 'stopped';
  },
});

function statusOf({ mode, isUp, stopping, stack }: Context): Status {
  const launcher: ProcessStatus = {
    name: 'launcher',
    state: stopping ? 'stopping' : isUp ? 'ready' : 'starting',
    pid: process.pid,
    restarts: 0,
    memoryBytes: ownBytes(process.pid),
  };
  const running = (stack?.status() ?? []).map((one) => ({ ...one, memoryBytes: one.pid ? memoryBytes(one.pid) : 0 }));
  return { mode, up: isUp, processes: [launcher, ...running] };
}

async function renewCertificates(at: Addresses, report: Report): Promise<void> {
  try {
    const renewed = await renewPki(at.home);
    if (renewed.length > 0) report(`renewed  certificates of ${renewed.join(', ')}`);
  } catch (error) {
    report(`failed   to renew certificates: ${error instanceof Error ? error.message : error}`);
  }
}
