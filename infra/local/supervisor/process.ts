/** Supervises one process: starts it, waits until it is ready, restarts it when it ends, replaces it, stops it. */
import type { Addresses } from '../addresses.ts';
import type { Instance } from './instance.ts';
import { lastLines, logFile, secondsSince } from './logs.ts';
import { restartWhenEnded } from './restart.ts';
import {
  createSupervised,
  endInstance,
  launchInstance,
  type Report,
  type Supervised,
  setCurrent,
  startFresh,
  waitUntilReady,
} from './supervised.ts';
import type { Incarnation, Task } from './task.ts';

/** Ends before the first readiness that are tried again. */
const MAX_EARLY_ENDS = 2;
const SHOWN_LINES = 15;

/** One task, from `start` to `stop`. */
export function superviseProcess(task: Task, at: Addresses, report: Report) {
  const one = createSupervised(task, at, report);
  return {
    running: one.running,
    start: () => start(one),
    /** Brings in a new instance, as the task's `handOver` says. */
    replace: () => replace(one),
    stop: () => stop(one),
    kill: () => one.current?.signal('SIGKILL'),
  };
}

async function start(one: Supervised): Promise<void> {
  const { task, running, quit, at } = one;
  running.state = 'starting';
  for (let ends = 0; ; ends++) {
    const failure = await startFresh(one, 'a');
    if (quit.signal.aborted) return;
    if (failure === undefined) break;
    one.current?.signal('SIGKILL');
    await one.current?.ended;
    if (ends < MAX_EARLY_ENDS && failure.startsWith('ended')) continue;
    const shown = lastLines(logFile(at, task.name), SHOWN_LINES);
    throw new Error(`${task.name} ${failure}. The last lines of ${logFile(at, task.name)}:\n${shown}`);
  }
  running.state = 'ready';
  void restartWhenEnded(one);
}

async function replace(one: Supervised): Promise<void> {
  const { task, running, current } = one;
  if (!task.handOver) throw new Error(`${task.name} cannot be replaced while it runs.`);
  if (running.state !== 'ready' || !current) throw new Error(`${task.name} is ${running.state}.`);
  const started = performance.now();
  running.state = 'replacing';
  one.replacement = (
    task.handOver === 'in place' ? restartInPlace(one, current) : bringInSuccessor(one, current)
  ).finally(() => {
    running.state = 'ready';
  });
  await one.replacement;
  one.report(`replaced ${task.name.padEnd(24)} ${secondsSince(started)}`);
  if (task.handOver !== 'in place') one.draining = endInstance(one, current, task.handOver !== 'by itself');
  await one.draining;
}

/** Starts a successor beside the process and hands over to it once it is ready. The predecessor serves until then. */
async function bringInSuccessor(one: Supervised, { incarnation: { slot, generation } }: Instance): Promise<void> {
  const { task, at } = one;
  const incarnation: Incarnation = { slot: slot === 'a' ? 'b' : 'a', generation: generation + 1 };
  const successor = await launchInstance(one, incarnation);
  try {
    const failure = successor ? await waitUntilReady(one, successor) : 'was stopped';
    if (failure !== undefined) throw new Error(`the successor of ${task.name} ${failure}`);
    if (typeof task.handOver === 'function') await task.handOver(at, incarnation);
    setCurrent(one, successor);
  } catch (error) {
    successor?.signal('SIGKILL');
    throw error;
  }
}

/** Ends the process, then starts it again in the same slot. When it does not become ready, it is restarted like a crashed one. */
async function restartInPlace(one: Supervised, old: Instance): Promise<void> {
  await endInstance(one, old);
  const failure = await startFresh(one, old.incarnation.slot);
  if (failure === undefined) return;
  one.current?.signal('SIGKILL');
  throw new Error(`${one.task.name} ${failure}`);
}

async function stop(one: Supervised): Promise<void> {
  one.quit.abort();
  if (one.running.state === 'stopped') return;
  // A replacement under way decides which instance is the current one; a predecessor still writes to the log.
  await one.replacement.catch(() => {});
  one.running.state = 'stopping';
  if (one.current) await endInstance(one, one.current);
  await one.draining;
  one.running.state = 'stopped';
  one.running.pid = undefined;
  one.log.close();
}
