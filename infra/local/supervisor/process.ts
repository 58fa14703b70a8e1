/** Keeps one process running: starts it, waits until it answers, starts it again when it ends, replaces it, stops it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Addresses, Slot } from '../addresses.ts';
import { type Instance, startInstance } from './instance.ts';
import { lastLines, logFile, openLog } from './logs.ts';
import type { Incarnation, Task } from './task.ts';

export type State = 'waiting' | 'starting' | 'ready' | 'replacing' | 'restarting' | 'stopping' | 'stopped';
export type Running = { name: string; state: State; pid: number | undefined; restarts: number };
export type Report = (line: string) => void;

const FIRST_POLL_MS = 50;
const LAST_POLL_MS = 500;
const STOP_MS = 15_000;
const FIRST_BACKOFF_MS = 500;
const LAST_BACKOFF_MS = 30_000;
/** A process that was ready this long has earned a quick restart again. */
const STEADY_MS = 60_000;
/** Ends before it was ever ready that are taken for bad luck. */
const EARLY_ENDS = 2;
const SHOWN_LINES = 15;

/** One task, from `start` to `stop`. */
export function superviseProcess(task: Task, at: Addresses, report: Report) {
  const running: Running = { name: task.name, state: 'waiting', pid: undefined, restarts: 0 };
  const quit = new AbortController();
  const log = openLog(logFile(at, task.name));
  let current: Instance | undefined;
  let succession: Promise<void> = Promise.resolve();

  const launch = async (incarnation: Incarnation): Promise<Instance | undefined> => {
    await task.prepare?.(at);
    return quit.signal.aborted ? undefined : startInstance(task, at, incarnation, log.write);
  };

  const setCurrent = (instance: Instance | undefined): void => {
    current = instance;
    running.pid = instance?.pid;
  };

  /** How the process ended before it was ready, or undefined when it is. */
  const waitUntilReady = async (instance: Instance): Promise<string | undefined> => {
    const deadline = performance.now() + task.deadlineMs;
    const overdue = new AbortController();
    const cause = instance.ended.finally(() => overdue.abort());
    let pollMs = FIRST_POLL_MS;
    for (let reason = ''; !quit.signal.aborted && !overdue.signal.aborted; ) {
      try {
        await task.ready(at, instance.incarnation);
        return undefined;
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
      }
      if (performance.now() > deadline) return `did not answer within ${task.deadlineMs / 1000} s (${reason})`;
      await sleep(pollMs);
      pollMs = Math.min(pollMs * 1.2, LAST_POLL_MS);
    }
    return overdue.signal.aborted ? `ended (${await cause})` : undefined;
  };

  /** After the first start: waits for each end and starts again, more and more slowly. */
  const watch = async (): Promise<void> => {
    for (let backoffMs = FIRST_BACKOFF_MS; ; ) {
      const since = performance.now();
      const watched = current!;
      let cause = `ended (${await watched.ended})`;
      // Another takes over, or has; then that is watched.
      await succession.catch(() => {});
      if (watched !== current) continue;
      for (;;) {
        if (quit.signal.aborted) return;
        if (performance.now() - since > STEADY_MS) backoffMs = FIRST_BACKOFF_MS;
        running.state = 'restarting';
        running.pid = undefined;
        running.restarts++;
        report(`crashed  ${task.name} ${cause}; starts again in ${backoffMs / 1000} s; see ${logFile(at, task.name)}`);
        await sleep(backoffMs, undefined, { signal: quit.signal }).catch(() => {});
        backoffMs = Math.min(backoffMs * 2, LAST_BACKOFF_MS);
        if (quit.signal.aborted) return;
        const failed = await startFirst(watched.incarnation.slot).catch((error: Error) => error.message);
        if (quit.signal.aborted) return;
        if (failed === undefined) break;
        cause = failed;
        current?.signal('SIGKILL');
        await current?.ended;
      }
      running.state = 'ready';
      report(`ready    ${task.name} again`);
    }
  };

  const startSuccessor = async (old: Instance): Promise<void> => {
    const incarnation: Incarnation = {
      slot: old.incarnation.slot === 'a' ? 'b' : 'a',
      generation: old.incarnation.generation + 1,
    };
    let successor: Instance | undefined;
    running.state = 'replacing';
    try {
      successor = await launch(incarnation);
      const failed = successor ? await waitUntilReady(successor) : 'was stopped';
      if (failed !== undefined) throw new Error(`the successor of ${task.name} ${failed}`);
      if (typeof task.handOver === 'function') await task.handOver(at, incarnation);
      setCurrent(successor);
    } catch (error) {
      successor?.signal('SIGKILL');
      throw error;
    } finally {
      running.state = 'ready';
    }
  };

  async function startFirst(slot: Slot): Promise<string | undefined> {
    setCurrent(await launch({ slot, generation: 0 }));
    return current && waitUntilReady(current);
  }

  return {
    running,
    async start(): Promise<void> {
      running.state = 'starting';
      for (let ends = 0; ; ends++) {
        const failed = await startFirst('a');
        if (quit.signal.aborted) return;
        if (failed === undefined) break;
        current?.signal('SIGKILL');
        await current?.ended;
        if (ends < EARLY_ENDS && failed.startsWith('ended')) continue;
        const shown = lastLines(logFile(at, task.name), SHOWN_LINES);
        throw new Error(`${task.name} ${failed}. The last lines of ${logFile(at, task.name)}:\n${shown}`);
      }
      running.state = 'ready';
      void watch();
    },
    /** Starts a successor beside the process, hands over to it when it answers, and lets the old one finish. */
    async replace(): Promise<void> {
      const old = current;
      if (!task.handOver) throw new Error(`${task.name} cannot be replaced while it runs.`);
      if (running.state !== 'ready' || !old) throw new Error(`${task.name} is ${running.state}.`);
      succession = startSuccessor(old);
      await succession;
      await end(old, task.handOver !== 'by itself');
    },
    async stop(): Promise<void> {
      quit.abort();
      if (running.state === 'stopped') return;
      running.state = 'stopping';
      if (current) await end(current);
      running.state = 'stopped';
      running.pid = undefined;
      log.close();
    },
    kill: () => current?.signal('SIGKILL'),
  };

  async function end(instance: Instance, mustSignal = true): Promise<void> {
    if (mustSignal) instance.signal(task.stopSignal ?? 'SIGTERM');
    const deadline = new AbortController();
    const late = sleep(STOP_MS, true, { signal: deadline.signal }).catch(() => false);
    if (await Promise.race([late, instance.ended.then(() => false)]))
      report(`killed   ${task.name}: it did not stop in ${STOP_MS / 1000} s`);
    deadline.abort();
    instance.signal('SIGKILL');
    await instance.ended;
  }
}
