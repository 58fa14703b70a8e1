/** Two or more ways of doing the same, taken in turns (ABBA …), each with its times and, by round, the CPU it cost. */
import { between, type Cpu, cpuOf } from './cpu.ts';
import type { Stack } from './stack.ts';

/** MELO_BENCH_SCALE=0.1 takes a tenth of the calls: to try a scenario out, not to measure. */
export const SCALE = Number(process.env['MELO_BENCH_SCALE'] ?? 1);
export const scaled = (count: number): number => Math.max(1, Math.round(count * SCALE));

export type Arm = {
  /** Does it once; what it answers is not looked at. */
  once(i: number): Promise<unknown>;
  /** How many are under way at once. */
  readonly atOnce?: number;
  /** Waits until everything that a block set going has come to rest, so that its CPU is counted in its own block. */
  settle?(): Promise<unknown>;
};

/** One block of one arm. */
export type Round = {
  readonly calls: number;
  /** What the block set going is included. */
  readonly cpu: Cpu;
  /** Wall time in milliseconds, settling included. */
  readonly wallMs: number;
  /** Wall time of the calls alone. */
  readonly callMs: number;
};

export type Measured = {
  /** Milliseconds of each call. */
  readonly times: number[];
  readonly rounds: Round[];
};

/** Each arm in blocks of `block` calls, one after the other, `rounds` times; the first round of each only warms. */
export async function inTurns<Name extends string>(
  stack: Pick<Stack, 'settled' | 'processes'>,
  arms: Readonly<Record<Name, Arm>>,
  { rounds, block: wanted }: { rounds: number; block: number },
): Promise<Record<Name, Measured>> {
  const calls = scaled(wanted);
  const names = Object.keys(arms) as Name[];
  const fresh = (): Measured => ({ times: [], rounds: [] });
  const measured = Object.fromEntries(names.map((name) => [name, fresh()])) as Record<Name, Measured>;
  let i = 0;
  await stack.settled();
  for (let round = 0; round <= rounds; round++) {
    // Every other round goes backwards, so that no arm always follows the same one.
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const processes = await stack.processes();
      const before = cpuOf(processes);
      const started = performance.now();
      const times = await callMany(arms[name], calls, () => i++);
      const callMs = performance.now() - started;
      await arms[name].settle?.();
      const wallMs = performance.now() - started;
      const cpu = between(before, cpuOf(processes));
      if (round === 0) continue;
      for (const time of times) measured[name].times.push(time);
      measured[name].rounds.push({ calls, cpu, wallMs, callMs });
    }
  }
  return measured;
}

/** Calls a second while an arm called, a sample a round. */
export const ratesOf = ({ rounds }: Measured): number[] => rounds.map(({ calls, callMs }) => (calls * 1000) / callMs);

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
  // When one fails the others end too: none is left behind to load what is measured next.
  const stopping = () =>
    caller().catch((error) => {
      left = 0;
      throw error;
    });
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, stopping));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
  return times;
}
