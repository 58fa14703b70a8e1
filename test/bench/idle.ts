/** What a stack costs at rest: measured when it has become calm, then subtracted from what calls cost. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Addresses } from '#infra/local/addresses.ts';
import type { Measured, Round } from './arms.ts';
import { between, type Cpu, cpuOf, type Group, melo, processesOf, sumOf } from './cpu.ts';
import { type Figure, single } from './figures.ts';
import type { Stack } from './stack.ts';

/** A stack is calm when all its processes together use less than this, in milliseconds a second, in so many looks in a row. */
const CALM_MS = 150;
const CALM_LOOKS = 3;
const LOOK_MS = 2_000;
/** What has not become calm by then is measured all the same, and the figures say so. */
const REST_MS = 60_000;
const IDLE_MS = 10_000;

export type Idle = {
  /** Milliseconds of CPU by process that a second costs. */
  readonly perSecond: Cpu;
  /** False when the stack was still busy with itself: the figure is then too high, and what is left after it too low. */
  readonly calm: boolean;
};

/** Measured anew by every scenario that subtracts it: a stack just started, or compiling what is new to it, costs more than at rest. */
export async function idleOf(stack: Stack): Promise<Idle> {
  await stack.settled();
  const calm = await becomesCalm(stack.at);
  return { perSecond: await cpuWhile(stack.at, IDLE_MS), calm };
}

/** Waits until a stack that nobody asks has done what a start or a load left to do; false when it took too long. */
export async function becomesCalm(at: Addresses): Promise<boolean> {
  const deadline = performance.now() + REST_MS;
  for (let looks = 0; looks < CALM_LOOKS; ) {
    if (performance.now() > deadline) return false;
    const used = sumOf(await cpuWhile(at, LOOK_MS), [...melo, 'around']);
    looks = used < CALM_MS ? looks + 1 : 0;
  }
  return true;
}

/** Milliseconds of CPU a second by process, over so long. */
export async function cpuWhile(at: Addresses, ms: number): Promise<Cpu> {
  const processes = await processesOf(at);
  const [before, started] = [cpuOf(processes), performance.now()];
  await delay(ms);
  const used = between(before, cpuOf(processes));
  const seconds = (performance.now() - started) / 1000;
  return new Map([...used].map(([name, own]) => [name, own / seconds]));
}

type Which = readonly (Group | string)[];

/** CPU of some processes in one round above what they use when idle, in milliseconds. */
export const above = ({ perSecond }: Idle, { cpu, wallMs }: Pick<Round, 'cpu' | 'wallMs'>, which: Which): number =>
  sumOf(cpu, which) - (sumOf(perSecond, which) * wallMs) / 1000;

/** The same for each call, a sample a round. */
export const cpuPerCall = (idle: Idle, { rounds }: Measured, which: Which): number[] =>
  rounds.map((round) => above(idle, round, which) / round.calls);

/** What was subtracted from each call, a sample a round. */
export const idlePerCall = ({ perSecond }: Idle, { rounds }: Measured, which: Which): number[] =>
  rounds.map(({ wallMs, calls }) => (sumOf(perSecond, which) * wallMs) / 1000 / calls);

/** What is subtracted, for the table and for what is kept. */
export const idleFigures = ({ perSecond }: Idle): Figure[] => [
  single('idle CPU that is subtracted, all Melo', 'ms a second', sumOf(perSecond, melo)),
  ...[...melo, 'around' as const].map((group) => single(`  ${group}, idle`, 'ms a second', sumOf(perSecond, [group]))),
];

export const idleNotes = ({ calm }: Idle): string[] =>
  calm ? [] : [`NOT CALM: after ${REST_MS / 1000} s the stack was still busy, so too much was subtracted.`];
