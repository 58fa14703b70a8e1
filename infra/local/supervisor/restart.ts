/** Starts a process again whenever it ends, more slowly each time. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Slot } from '../addresses.ts';
import { logFile } from './logs.ts';
import { type Supervised, startFresh } from './supervised.ts';

const FIRST_BACKOFF_MS = 500;
const LAST_BACKOFF_MS = 30_000;
/** A process that was ready for this long is restarted quickly again. */
const STEADY_MS = 60_000;

/** Runs until the process is stopped. */
export async function restartWhenEnded(one: Supervised): Promise<void> {
  for (let backoffMs = FIRST_BACKOFF_MS; !one.quit.signal.aborted; ) {
    const since = performance.now();
    const watched = one.current!;
    const cause = `ended (${await watched.ended})`;
    // A replacement ends its predecessor on purpose; then the successor is watched.
    await one.replacement.catch(() => {});
    if (watched !== one.current) continue;
    if (performance.now() - since > STEADY_MS) backoffMs = FIRST_BACKOFF_MS;
    backoffMs = await restart(one, watched.incarnation.slot, cause, backoffMs);
  }
}

/** Tries until the process is ready or stopped. Returns how long to wait before the next restart. */
async function restart(one: Supervised, slot: Slot, firstCause: string, firstBackoffMs: number): Promise<number> {
  const { task, running, quit, report, at } = one;
  let backoffMs = firstBackoffMs;
  for (let cause: string | undefined = firstCause; cause !== undefined; ) {
    if (quit.signal.aborted) return backoffMs;
    running.state = 'restarting';
    running.pid = undefined;
    running.restarts++;
    report(`crashed  ${task.name} ${cause}; starts again in ${backoffMs / 1000} s; see ${logFile(at, task.name)}`);
    await sleep(backoffMs, undefined, { signal: quit.signal }).catch(() => {});
    backoffMs = Math.min(backoffMs * 2, LAST_BACKOFF_MS);
    if (quit.signal.aborted) return backoffMs;
    cause = await startFresh(one, slot).catch((error: Error) => error.message);
    if (quit.signal.aborted) return backoffMs;
    if (cause === undefined) continue;
    one.current?.signal('SIGKILL');
    await one.current?.ended;
  }
  running.state = 'ready';
  report(`ready    ${task.name} again`);
  return backoffMs;
}
