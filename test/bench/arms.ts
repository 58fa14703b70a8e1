/** Two or more ways of doing the same, taken in turns (ABAB …), each with its times and the CPU it cost. */
import { between, type Cpu, cpuOf, plus, processesOf } from './cpu.ts';
import type { Stack } from './stack.ts';

/** MELO_BENCH_SCALE=0.1 takes a tenth of the calls: to try a scenario out, not to measure. */
const SCALE = Number(process.env['MELO_BENCH_SCALE'] ?? 1);
export const scaled = (count: number): number => Math.max(1, Math.round(count * SCALE));

export type Arm = {
  /** Does it once; what it answers is not looked at. */
  once(i: number): Promise<unknown>;
  /** How many are under way at once. */
  readonly atOnce?: number;
  /** Waits until everything that a block set going has come to rest, so that its CPU is counted in its own block. */
  settle?(): Promise<unknown>;
};

export type Measured = {
  /** Milliseconds of each call. */
  readonly times: number[];
  readonly calls: number;
  /** CPU of the blocks, what they set going included. */
  cpu: Cpu;
  /** Wall time of the blocks in milliseconds, settling included. */
  wallMs: number;
  /** Wall time of the calls alone. */
  callMs: number;
};

/** Each arm in blocks of `block` calls, one after the other, `rounds` times; the first round of each only warms. */
export async function inTurns<Name extends string>(
  stack: Stack,
  arms: Readonly<Record<Name, Arm>>,
  { rounds, block: wanted }: { rounds: number; block: number },
): Promise<Record<Name, Measured>> {
  const block = scaled(wanted);
  const names = Object.keys(arms) as Name[];
  const fresh = (): Measured => ({ times: [], calls: 0, cpu: new Map(), wallMs: 0, callMs: 0 });
  const measured = Object.fromEntries(names.map((name) => [name, fresh()])) as Record<Name, Measured>;
  let i = 0;
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const processes = await processesOf(stack.at);
      const before = cpuOf(processes);
      const started = performance.now();
      const times = await callMany(arms[name], block, () => i++);
      const callMs = performance.now() - started;
      await arms[name].settle?.();
      if (round === 0) continue;
      const own = measured[name];
      measured[name] = {
        times: [...own.times, ...times],
        calls: own.calls + block,
        cpu: plus(own.cpu, between(before, cpuOf(processes))),
        wallMs: own.wallMs + performance.now() - started,
        callMs: own.callMs + callMs,
      };
    }
  }
  return measured;
}

async function callMany({ once, atOnce = 1 }: Arm, count: number, next: () => number): Promise<number[]> {
  const times: number[] = [];
  let left = count;
  const caller = async () => {
    while (left-- > 0) {
      const started = performance.now();
      await once(next());
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  return times;
}
