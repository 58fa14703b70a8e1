/** The state of one supervised process, and the steps that change it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Addresses, Slot } from '../addresses.ts';
import { type Instance, startInstance } from './instance.ts';
import { type Log, logFile, openLog } from './logs.ts';
import type { Incarnation, Task } from './task.ts';

export type State = 'waiting' | 'starting' | 'ready' | 'replacing' | 'restarting' | 'stopping' | 'stopped';
export type Running = { name: string; state: State; pid: number | undefined; restarts: number };
export type Report = (line: string) => void;

export type Supervised = {
  readonly task: Task;
  readonly at: Addresses;
  readonly report: Report;
  readonly running: Running;
  readonly log: Log;
  /** Aborted when the process is stopped for good. */
  readonly quit: AbortController;
  current: Instance | undefined;
  /** Settles when no replacement is under way. */
  replacement: Promise<void>;
  /** Settles when the last predecessor has ended. */
  draining: Promise<void>;
};

const FIRST_POLL_MS = 50;
const LAST_POLL_MS = 500;
const STOP_MS = 15_000;

export const createSupervised = (task: Task, at: Addresses, report: Report): Supervised => ({
  task,
  at,
  report,
  running: { name: task.name, state: 'waiting', pid: undefined, restarts: 0 },
  log: openLog(logFile(at, task.name)),
  quit: new AbortController(),
  current: undefined,
  replacement: Promise.resolve(),
  draining: Promise.resolve(),
});

/** Starts an instance beside the current one; undefined when the process was stopped meanwhile. */
export async function launchInstance(one: Supervised, incarnation: Incarnation): Promise<Instance | undefined> {
  await one.task.prepare?.(one.at);
  return one.quit.signal.aborted ? undefined : startInstance(one.task, one.at, incarnation, one.log.write);
}

export function setCurrent(one: Supervised, instance: Instance | undefined): void {
  one.current = instance;
  one.running.pid = instance?.pid;
}

/** Starts an instance that has no predecessor. Returns why it is not ready, or undefined when it is. */
export async function startFresh(one: Supervised, slot: Slot): Promise<string | undefined> {
  setCurrent(one, await launchInstance(one, { slot, generation: 0 }));
  return one.current && waitUntilReady(one, one.current);
}

/** Returns why the instance did not become ready, or undefined when it did or when the process was stopped meanwhile. */
export async function waitUntilReady({ task, at, quit }: Supervised, instance: Instance): Promise<string | undefined> {
  const deadline = performance.now() + task.deadlineMs;
  const over = new AbortController();
  const cause = instance.ended.finally(() => over.abort());
  let pollMs = FIRST_POLL_MS;
  for (let reason = ''; !quit.signal.aborted && !over.signal.aborted; ) {
    try {
      await task.ready(at, instance.incarnation);
      return undefined;
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
    if (performance.now() > deadline) return `was not ready within ${task.deadlineMs / 1000} s (${reason})`;
    await sleep(pollMs);
    pollMs = Math.min(pollMs * 1.2, LAST_POLL_MS);
  }
  return over.signal.aborted ? `ended (${await cause})` : undefined;
}

/** Waits until the instance has ended, and kills it when that takes too long. Signals it first unless it ends by itself. */
export async function endInstance({ task, report }: Supervised, instance: Instance, signals = true): Promise<void> {
  if (signals) instance.signal(task.stopSignal ?? 'SIGTERM');
  const ended = new AbortController();
  const late = sleep(STOP_MS, true, { signal: ended.signal }).catch(() => false);
  if (await Promise.race([late, instance.ended.then(() => false)]))
    report(`killed   ${task.name}: it did not stop in ${STOP_MS / 1000} s`);
  ended.abort();
  instance.signal('SIGKILL');
  await instance.ended;
}
