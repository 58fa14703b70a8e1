/** A warm start until everything answers, beside the stores alone; then what the whole costs at rest. */
import type { Addresses } from '#infra/local/addresses.ts';
import { type Cpu, groupOf, melo, node, processesOf, sumOf } from '../cpu.ts';
import { type Figure, median, sampled, single } from '../figures.ts';
import { becomesCalm, cpuWhile } from '../idle.ts';

const ROUNDS = 3;
/** Looks at the CPU at rest, and how long each is. */
const LOOKS = 5;
const LOOK_MS = 5_000;
const MAX_START_S = 40;
const GIB = 1024 ** 3;
const MAX_NODE_GIB = 1.2;
const MAX_ALL_GIB = 4;
/** Percent of one core. */
const MAX_IDLE_PERCENT = 10;

type Launcher = (...args: string[]) => boolean;

export async function run(at: Addresses, launcher: Launcher) {
  try {
    const starts = startInTurns(launcher);
    const calm = await becomesCalm(at);
    const idle: Cpu[] = [];
    for (let look = 0; look < LOOKS; look++) idle.push(await cpuWhile(at, LOOK_MS));
    const bytes = new Map((await processesOf(at)).map(({ name, memoryBytes }) => [name, memoryBytes]));
    return {
      figures: [...starts, ...memoryFigures(bytes), ...idleFigures(idle)],
      notes: [
        'Memory is PSS: pages that processes share count once.',
        `Idle is measured over ${LOOKS} × ${LOOK_MS / 1000} s, when a start has done what it does after it is ready.`,
        ...(calm ? [] : ['NOT CALM: the stack was still busy with itself, so idle CPU is too high.']),
      ],
    };
  } finally {
    // Also after a failure: the next scenarios start a stack of their own.
    launcher('stop');
  }
}

/** Leaves the stack up. */
function startInTurns(launcher: Launcher): Figure[] {
  const timed = (mode: string): number => {
    const started = performance.now();
    if (!launcher(mode, '--detach')) throw new Error(`${mode} failed`);
    return (performance.now() - started) / 1000;
  };
  const cold = timed('start');
  const [all, stores]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    launcher('stop');
    stores.push(timed('stores'));
    launcher('stop');
    all.push(timed('start'));
  }
  return [
    sampled('warm start', 's', all, { atMost: MAX_START_S }),
    sampled('the stores alone', 's', stores),
    single('the first start (downloads are there)', 's', cold),
  ];
}

function memoryFigures(bytes: ReadonlyMap<string, number>): Figure[] {
  return [
    single("Melo's Node processes", 'GiB', sumOf(bytes, node) / GIB, { atMost: MAX_NODE_GIB }),
    single('everything', 'GiB', sumOf(bytes, [...melo, 'around']) / GIB, { atMost: MAX_ALL_GIB }),
    ...[...bytes].map(([name, own]) => single(`  ${name} (${groupOf(name)})`, 'MiB', own / 1024 ** 2)),
  ];
}

function idleFigures(idle: readonly Cpu[]): Figure[] {
  // Milliseconds a second are tenths of a percent.
  const percents = (...which: string[]) => idle.map((cpu) => sumOf(cpu, which) / 10);
  const names = [...idle[0]!.keys()].filter((name) => median(percents(name)) > 0);
  return [
    sampled("idle CPU of Melo's Node processes", '% of a core', percents(...node), { atMost: MAX_IDLE_PERCENT }),
    sampled('idle CPU of sidecars and edge', '% of a core', percents('sidecars', 'edge')),
    sampled('idle CPU of stores, Kafka and the like', '% of a core', percents('around')),
    ...names.map((name) => sampled(`  ${name}, idle`, '% of a core', percents(name))),
  ];
}
