/**
 * Ends a process whose event loop hangs, so that its supervisor starts it again: a thread of its own watches the loop's
 * heartbeat. It counts its own ticks and no clock: a process that was stopped (SIGSTOP, a sleeping machine) has not hung.
 */
import type { writeSync } from 'node:fs';
import inspector from 'node:inspector';
import { Worker } from 'node:worker_threads';

const HANG_MS = 10_000;
const TICK_MS = 1_000;
/** Heap of a thread that only waits. */
const THREAD_LIMITS = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 };

type Watched = {
  /** Name of the process, as its log has it. */
  readonly name: string;
  readonly heartbeat: Int32Array;
  readonly tickMs: number;
  readonly maxMissedTicks: number;
};

/** Watches this process from now on; it does not keep the process alive. Nothing is watched while a debugger may pause it. */
export function startWatchdog(name: string, { hangMs = HANG_MS, tickMs = TICK_MS } = {}): void {
  if (inspector.url()) return;
  const heartbeat = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  setInterval(() => Atomics.add(heartbeat, 0, 1), tickMs / 2).unref();
  const workerData: Watched = { name, heartbeat, tickMs, maxMissedTicks: Math.ceil(hangMs / tickMs) };
  // As text and not as a module: a thread that loads TypeScript takes 10 MB more.
  const code = `(${watch})(require('node:worker_threads').workerData, require('node:fs').writeSync);`;
  new Worker(code, { eval: true, workerData, execArgv: [], resourceLimits: THREAD_LIMITS }).unref();
}

/** Runs in the thread, without an event loop: it blocks between ticks. It knows nothing of this module but its arguments. */
function watch({ name, heartbeat, tickMs, maxMissedTicks }: Watched, write: typeof writeSync): void {
  const never = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  for (let last = -1, missed = 0; missed < maxMissedTicks; ) {
    Atomics.wait(never, 0, 0, tickMs);
    const beats = Atomics.load(heartbeat, 0);
    missed = beats === last ? missed + 1 : 0;
    last = beats;
  }
  const seconds = (maxMissedTicks * tickMs) / 1000;
  const msg = `event_loop_hung: The event loop has not turned for ${seconds} s. The process is killed.`;
  const [fatal, stdout] = [60, 1];
  try {
    // The main thread hangs, so its log cannot write.
    write(stdout, `${JSON.stringify({ level: fatal, time: Date.now(), process: name, name, msg })}\n`);
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
}
