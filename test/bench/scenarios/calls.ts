/** What single calls cost: time and CPU by process, one at a time and 16 at once. */
import { type Arm, inTurns, type Measured, ratesOf } from '../arms.ts';
import { type CallRow, openCallRows } from '../call-rows.ts';
import { melo } from '../cpu.ts';
import { type Figure, quantile, sampled, single } from '../figures.ts';
import { cpuPerCall, type Idle, idleFigures, idleNotes, idleOf } from '../idle.ts';
import type { Stack } from '../stack.ts';

const ROUNDS = 5;
const BLOCK = 160;
const AT_ONCE = [1, 16] as const;

export async function run(stack: Stack) {
  const rows = await openCallRows(stack);
  const idle = await idleOf(stack);
  const arms = Object.fromEntries(
    rows.flatMap(({ name, once }) =>
      AT_ONCE.map((atOnce): [string, Arm] => [`${name} x${atOnce}`, { once, atOnce, settle: () => stack.settled() }]),
    ),
  );
  const measured = await inTurns(stack, arms, { rounds: ROUNDS, block: BLOCK });
  const figures = rows.flatMap((row) =>
    AT_ONCE.flatMap((atOnce) => figuresOf(row, `${row.name} x${atOnce}`, measured[`${row.name} x${atOnce}`]!, idle)),
  );
  return { figures: [...figures, ...idleFigures(idle)], notes: ['CPU is above idle.', ...idleNotes(idle)] };
}

function figuresOf({ processes }: CallRow, name: string, measured: Measured, idle: Idle): Figure[] {
  return [
    sampled(name, 'ms', measured.times),
    single('  its p99', 'ms', quantile(measured.times, 0.99)),
    sampled('  calls a second', '1/s', ratesOf(measured)),
    sampled('  CPU a call, all Melo', 'ms', cpuPerCall(idle, measured, melo)),
    ...processes.map((process) => sampled(`  CPU a call, ${process}`, 'ms', cpuPerCall(idle, measured, [process]))),
  ];
}
