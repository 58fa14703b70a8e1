/** Keeps one process running: starts it, waits until it answers, starts it again when it ends, stops it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Addresses } from './addresses.ts';
import { lastLines, logFile, openLog } from './logs.ts';
import { boundToUs } from './run.ts';
import type { Task } from './task.ts';

export type State = 'waiting' | 'starting' | 'ready' | 'restarting' | 'stopping' | 'stopped';
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
export function keep(task: Task, at: Addresses, report: Report) {
  const running: Running = { name: task.name, state: 'waiting', pid: undefined, restarts: 0 };
  const quit = new AbortController();
  const log = openLog(logFile(at, task.name));
  let child: ChildProcess | undefined;
  let ended: Promise<string> = Promise.resolve('');

  const launch = async (): Promise<void> => {
    await task.prepare?.(at);
    if (quit.signal.aborted) return;
    const program = task.program(at);
    const { command, args } = boundToUs(program);
    log.write(`--- ${new Date().toISOString()} ${task.name} starts\n`);
    // A group of its own: Ctrl-C in the terminal reaches the launcher only, which stops all in order.
    const launched = spawn(command, args, {
      cwd: program.cwd ?? at.home,
      env: { ...process.env, ...program.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    launched.stdout.on('data', log.write);
    launched.stderr.on('data', log.write);
    // What it has started goes with it, and lets go of its output.
    launched.on('exit', () => signal('SIGKILL'));
    ended = new Promise((done) => {
      launched.on('error', (error) => done(error.message));
      launched.on('close', (code, signal) => done(signal ?? `code ${code}`));
    });
    child = launched;
    running.pid = launched.pid;
  };

  /** How the process ended before it was ready, or undefined when it is. */
  const answers = async (): Promise<string | undefined> => {
    const deadline = performance.now() + task.deadlineMs;
    const overdue = new AbortController();
    const cause = ended.finally(() => overdue.abort());
    let pollMs = FIRST_POLL_MS;
    for (let reason = ''; !quit.signal.aborted && !overdue.signal.aborted; ) {
      try {
        await task.ready(at);
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
      let cause = `ended (${await ended})`;
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
        const failed = await launch().then(answers, (error: Error) => error.message);
        if (quit.signal.aborted) return;
        if (failed === undefined) break;
        cause = failed;
        signal('SIGKILL');
        await ended;
      }
      running.state = 'ready';
      report(`ready    ${task.name} again`);
    }
  };

  /** To the whole group, so that nothing a process has started stays behind. */
  const signal = (name: NodeJS.Signals): void => {
    if (child?.pid === undefined) return;
    try {
      process.kill(name === 'SIGKILL' ? -child.pid : child.pid, name);
    } catch {
      // It has ended already.
    }
  };

  return {
    running,
    async start(): Promise<void> {
      running.state = 'starting';
      for (let ends = 0; ; ends++) {
        await launch();
        const failed = await answers();
        if (quit.signal.aborted) return;
        if (failed === undefined) break;
        signal('SIGKILL');
        await ended;
        if (ends < EARLY_ENDS && failed.startsWith('ended')) continue;
        const shown = lastLines(logFile(at, task.name), SHOWN_LINES);
        throw new Error(`${task.name} ${failed}. The last lines of ${logFile(at, task.name)}:\n${shown}`);
      }
      running.state = 'ready';
      void watch();
    },
    async stop(): Promise<void> {
      quit.abort();
      if (running.state === 'stopped') return;
      running.state = 'stopping';
      signal(task.stopSignal ?? 'SIGTERM');
      const patience = new AbortController();
      const late = sleep(STOP_MS, true, { signal: patience.signal }).catch(() => false);
      if (await Promise.race([late, ended.then(() => false)]))
        report(`killed   ${task.name}: it did not stop in ${STOP_MS / 1000} s`);
      patience.abort();
      signal('SIGKILL');
      await ended;
      running.state = 'stopped';
      running.pid = undefined;
      log.close();
    },
    kill: () => signal('SIGKILL'),
  };
}
