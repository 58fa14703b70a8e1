/**
 * node test/bench/beside.ts PORT=HOME PORT=HOME: the calls of `call-rows.ts` on two running stacks in turns, such as one of an old
 * commit and one of a new. Prints the ratios of the second to the first.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Block, Order } from './beside-worker.ts';
import type { CallRow } from './call-rows.ts';
import { type Cpu, melo, sumOf } from './cpu.ts';
import { median, quantile } from './figures.ts';

const ROUNDS = Number(process.env['MELO_BENCH_ROUNDS'] ?? 5);
const CALLS = 160;
const IDLE_MS = 15_000;

type Worker = { readonly child: ChildProcess; readonly rows: readonly Pick<CallRow, 'name' | 'processes'>[] };
type Side = { times: number[]; cpu: number[]; byProcess: Map<string, number[]> };

const stacks = process.argv.slice(2).map((argument) => argument.split('=') as [port: string, home: string]);
if (stacks.length !== 2) throw new Error('Give two stacks: PORT=HOME PORT=HOME.');
const [first, second] = (await Promise.all(stacks.map(openWorker))) as [Worker, Worker];
const idle = [cpuOf(await ask(first, { idleMs: IDLE_MS })), cpuOf(await ask(second, { idleMs: IDLE_MS }))] as const;
print('idle, CPU of all Melo', 'ms a second', idle.map((cpu) => sumOf(cpu, melo)) as [number, number]);
for (const atOnce of [1, 16]) for (const { name, processes } of first.rows) await compare(name, processes, atOnce);
for (const { child } of [first, second]) child.kill();

async function openWorker([port, home]: [string, string]): Promise<Worker> {
  const env = { ...process.env, MELO_PORT: port, MELO_HOME: home, MELO_TRIES_PER_ADDRESS: '10000' };
  const child = fork(new URL('beside-worker.ts', import.meta.url), {
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [rows] = (await once(child, 'message')) as [Worker['rows']];
  return { child, rows };
}

async function ask({ child }: Worker, order: Order): Promise<Block> {
  child.send(order);
  const [block] = (await once(child, 'message')) as [Block];
  return block;
}

function cpuOf({ cpu }: Block): Cpu {
  return new Map(Object.entries(cpu));
}

async function compare(row: string, processes: readonly string[], atOnce: number): Promise<void> {
  const sides: [Side, Side] = [emptySide(), emptySide()];
  for (let round = 0; round < ROUNDS; round++)
    for (const i of round % 2 === 0 ? [0, 1] : [1, 0]) {
      const block = await ask(i === 0 ? first : second, { row, atOnce, calls: CALLS });
      add(sides[i]!, block, { processes, idle: idle[i]! });
    }
  const pair = (value: (side: Side) => number): [number, number] => [value(sides[0]), value(sides[1])];
  print(
    `${row} x${atOnce}, p50`,
    'ms',
    pair(({ times }) => median(times)),
  );
  print(
    '  p99',
    'ms',
    pair(({ times }) => quantile(times, 0.99)),
  );
  print(
    '  CPU a call, all Melo',
    'ms',
    pair(({ cpu }) => median(cpu)),
  );
  for (const name of processes)
    print(
      `  CPU a call, ${name}`,
      'ms',
      pair(({ byProcess }) => median(byProcess.get(name)!)),
    );
}

function emptySide(): Side {
  return { times: [], cpu: [], byProcess: new Map() };
}

function add(side: Side, block: Block, { processes, idle }: { processes: readonly string[]; idle: Cpu }): void {
  side.times.push(...block.times);
  const perCall = (which: readonly string[]) =>
    (sumOf(cpuOf(block), which) - (sumOf(idle, which) * block.wallMs) / 1000) / CALLS;
  side.cpu.push(perCall(melo));
  for (const name of processes) side.byProcess.set(name, [...(side.byProcess.get(name) ?? []), perCall([name])]);
}

function print(name: string, unit: string, [old, now]: readonly [number, number]): void {
  console.log(
    `${name.padEnd(44)} ${old.toFixed(2).padStart(9)} ${now.toFixed(2).padStart(9)} ${unit.padEnd(12)} × ${(now / old).toFixed(2)}`,
  );
}
