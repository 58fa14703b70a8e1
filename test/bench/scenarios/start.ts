/** A warm start until everything answers, beside the stores alone; then what the whole costs while nobody asks anything. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Addresses } from '#infra/local/addresses.ts';
import { between, cpuOf, groupOf, melo, node, processesOf, sumOf } from '../cpu.ts';
import { sampled, single } from '../figures.ts';

const ROUNDS = 3;
/** What a start still does when it is ready: compiling, first polls, caches. */
const REST_MS = 20_000;
const IDLE_MS = 20_000;
const MOST_START_S = 40;
const GIB = 1024 ** 3;
const MOST_NODE_GIB = 1.2;
const MOST_ALL_GIB = 4;
/** Percent of one core. */
const MOST_IDLE_PERCENT = 10;

type Launcher = (...args: string[]) => boolean;

export async function run(at: Addresses, launcher: Launcher) {
  const timed = (mode: string): number => {
    const started = performance.now();
    if (!launcher(mode, '--detach')) throw new Error(`${mode} failed`);
    return (performance.now() - started) / 1000;
  };
  const cold = timed('start');
  launcher('stop');
  const [all, stores]: number[][] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    stores!.push(timed('stores'));
    launcher('stop');
    all!.push(timed('start'));
    if (round + 1 < ROUNDS) launcher('stop');
  }
  await delay(REST_MS);
  const processes = await processesOf(at);
  const before = cpuOf(processes);
  await delay(IDLE_MS);
  const idle = between(before, cpuOf(processes));
  const bytes = new Map((await processesOf(at)).map(({ name, memoryBytes }) => [name, memoryBytes]));
  launcher('stop');
  const percent = (ms: number) => (ms * 100) / IDLE_MS;
  return {
    figures: [
      sampled('warm start', 's', all!, { atMost: MOST_START_S }),
      sampled('the stores alone', 's', stores!),
      single('the first start (downloads are there)', 's', cold),
      single("Melo's Node processes", 'GiB', sumOf(bytes, node) / GIB, { atMost: MOST_NODE_GIB }),
      single('everything', 'GiB', sumOf(bytes, [...melo, 'around']) / GIB, { atMost: MOST_ALL_GIB }),
      single("idle CPU of Melo's Node processes", '% of a core', percent(sumOf(idle, node)), {
        atMost: MOST_IDLE_PERCENT,
      }),
      single('idle CPU of sidecars and edge', '% of a core', percent(sumOf(idle, ['sidecars', 'edge']))),
      single('idle CPU of stores, Kafka and the like', '% of a core', percent(sumOf(idle, ['around']))),
      ...[...bytes].map(([name, own]) => single(`  ${name} (${groupOf(name)})`, 'MiB', own / 1024 ** 2)),
      ...[...idle]
        .filter(([, ms]) => ms > 0)
        .map(([name, ms]) => single(`  ${name}, idle`, '% of a core', percent(ms))),
    ],
    notes: ['Memory is PSS: pages that processes share count once.', `Idle is measured over ${IDLE_MS / 1000} s.`],
  };
}
