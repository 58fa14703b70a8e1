/** The running stack under faults: its processes, killed or paused by signal, and when it is healthy again. */
import { readdirSync, readFileSync } from 'node:fs';
import { addresses } from '#infra/local/addresses.ts';
import { until } from '#infra/local/demo/api-client.ts';
import { command } from '#infra/local/supervisor/control.ts';
import type { Running } from '#infra/local/supervisor/supervised.ts';

export const at = addresses();

/** Every process of the stack but the launcher. */
export async function processes(): Promise<Running[]> {
  const running = await command<Running[]>(at, 'processes');
  if (!running) throw new Error(`Melo is not running in ${at.home}.`);
  return running;
}

async function pidOf(name: string): Promise<number> {
  return until(`${name} to have a process`, async () => (await processes()).find((one) => one.name === name)?.pid);
}

/** Ends a process as a crash does. */
export async function kill(name: string): Promise<void> {
  const pid = await pidOf(name);
  process.kill(pid, 'SIGKILL');
  await until(`${name} to be seen as ended`, async () => (await processes()).every((one) => one.pid !== pid));
}

/** Holds a process, and what it has started, where it is: connections stay open, nothing answers. Answers its release. */
export async function hold(name: string): Promise<() => void> {
  const held = [await pidOf(name)];
  for (const pid of held) held.push(...childrenOf(pid));
  for (const pid of held) signal(pid, 'SIGSTOP');
  return () => {
    for (const pid of held) signal(pid, 'SIGCONT');
  };
}

/** Makes a process slow: it is held again and again for `pauseMs`, and works in between for a moment. Answers its release. */
export async function slow(name: string, pauseMs: number, workMs: number): Promise<() => Promise<void>> {
  let slowed = true;
  const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
  const ended = (async () => {
    while (slowed) {
      const release = await hold(name);
      await pause(pauseMs);
      release();
      await pause(workMs);
    }
  })();
  return async () => {
    slowed = false;
    await ended;
  };
}

/** Until the launcher has everything running again. */
export const whole = (waitMs: number): Promise<true> =>
  until(
    'every process to be ready',
    async () => (await processes()).every(({ state }) => state === 'ready') || undefined,
    waitMs,
  );

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent);
}

function parentOf(pid: number): number | undefined {
  try {
    // The name in brackets may hold spaces; the state and the parent follow it.
    return Number(
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[1],
    );
  } catch {
    return undefined;
  }
}
