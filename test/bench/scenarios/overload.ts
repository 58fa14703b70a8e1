/** Three times the load that Melo bears: whether it rejects quickly, keeps its rate, and recovers right after. */
import { setTimeout as delay } from 'node:timers/promises';
import { topics } from '#infra/topology.ts';
import { scaled } from '../arms.ts';
import { type Figure, median, quantile, sampled, single } from '../figures.ts';
import { type Flooded, LATE } from '../flood.ts';
import { newHome } from '../homes.ts';
import { bulkLoad, rawPool } from '../load.ts';
import { type Alone, callsOf } from '../overload-calls.ts';
import { openProjections } from '../projections.ts';
import type { Stack } from '../stack.ts';

const ROWS = 1_000;
/** Callers of the closed loop; the best of these rates is the best rate. */
const CALLERS = [4, 16, 64];
const SEARCH_S = scaled(10);
const TIMES = 3;
const OVERLOAD_S = scaled(60);
/** Time from the end of the load, including its late responses. */
const CALM_S = 5;
/** Consumers are given this long to catch up; looks are rare, for they cost what is measured meanwhile. */
const WAIT = { waitMs: 300_000, lookMs: 250 };
const LEAST_KEPT_PERCENT = 80;
const MAX_REJECTION_MS = 50;
const MAX_SLOWDOWN = 1.5;
/** What the edge lets one address ask in a second (envoy/config/edge-filters.ts); all callers here have one address. */
const EDGE_PER_SECOND = 1_000;

export async function run(stack: Stack) {
  const home = await newHome(stack.at, 'overload');
  const pool = rawPool(stack.at.urls.mariadb, 1);
  await bulkLoad(pool, home, ROWS).finally(() => pool.end());
  const projections = await openProjections(stack.at);
  try {
    const calls = callsOf(stack.at, home);
    const rates = await search(stack, calls);
    const best = Math.max(...rates.values());
    // Measured when warm: what is compared with a cold start is itself again too easily.
    const before = await calls.alone(await calls.newToken(), CALM_S);
    await stack.settled();
    const token = await calls.newToken();
    const flooding = calls.load(token, OVERLOAD_S, { perSecond: TIMES * best });
    await flooding.offered;
    const ended = performance.now();
    const current = projections.current(topics.transaction, ended, WAIT).catch(() => undefined);
    await delay(CALM_S * 1000);
    const after = await calls.alone(token, CALM_S);
    const found = { before, rates, best, flooded: await flooding.answered, after, current: await current };
    return { figures: [...loadFigures(found), ...afterFigures(found)], notes: notesOf(found) };
  } finally {
    await projections.close();
  }
}

/** Good answers a second by how many call at once; all is warm then. */
async function search(stack: Stack, { load, newToken }: ReturnType<typeof callsOf>): Promise<Map<number, number>> {
  const rates = new Map<number, number>();
  await load(await newToken(), SEARCH_S, { callers: 1 }).answered;
  for (const callers of CALLERS) {
    // What the one before left to consumers would lower this rate, and with it what is offered.
    await stack.settled();
    const found = await load(await newToken(), SEARCH_S, { callers }).answered;
    rates.set(callers, goodOf(found).length / SEARCH_S);
  }
  await stack.settled();
  return rates;
}

type Found = {
  readonly before: Alone;
  readonly rates: ReadonlyMap<number, number>;
  readonly best: number;
  readonly flooded: Flooded;
  readonly after: Alone;
  /** Milliseconds from the load's end until each projection was current; undefined when not all were in time. */
  readonly current: ReadonlyMap<string, number> | undefined;
};

/** Good answers, also those that came after the end: as times, not as a rate. */
const goodOf = (flooded: Flooded): number[] => both(flooded, '200');
const both = (flooded: Flooded, what: string): number[] => [...(flooded[what] ?? []), ...(flooded[what + LATE] ?? [])];
const countOf = (flooded: Flooded): number => Object.values(flooded).reduce((all, { length }) => all + length, 0);

function loadFigures({ rates, best, flooded }: Found): Figure[] {
  const good = goodOf(flooded);
  const rejected = both(flooded, '429');
  const offered = countOf(flooded);
  const inTime = (flooded['200'] ?? []).length / OVERLOAD_S;
  const failed = offered - good.length - rejected.length;
  return [
    ...[...rates].map(([callers, rate]) => single(`good answers, ${callers} callers`, '1/s', rate)),
    single('offered then', '1/s', offered / OVERLOAD_S),
    single('  by the best rate', '×', offered / OVERLOAD_S / best),
    single('good answers of them, before the end', '1/s', inTime),
    single('  by the best rate', '%', (inTime * 100) / best, { atLeast: LEAST_KEPT_PERCENT }),
    sampled('good answers', 'ms', good),
    sampled('rejections (RESOURCE_EXHAUSTED)', 'ms', rejected),
    // Without rejections there is no quantile.
    ...(rejected.length > 0
      ? [single('  their p95', 'ms', quantile(rejected, 0.95), { atMost: MAX_REJECTION_MS })]
      : []),
    single('neither good nor rejected', '% of the offered', (failed * 100) / offered, { atMost: 1 }),
  ];
}

function afterFigures({ before, after, current }: Found): Figure[] {
  const caughtUp = (current ? Math.max(...current.values()) : WAIT.waitMs) / 1000;
  const callers = (['creating', 'reading'] as const).flatMap((what) => {
    const [earlier, later] = [goodOf(before[what]), goodOf(after[what])];
    return [
      sampled(`one caller ${what}, before`, 'ms', earlier),
      sampled(`one caller ${what}, ${CALM_S} s after the end`, 'ms', later),
      single('  by before, at p50', '×', median(later) / median(earlier), { atMost: MAX_SLOWDOWN }),
      single('  not answered well', '', countOf(after[what]) - later.length, { atMost: 0 }),
    ];
  });
  return [
    ...callers,
    single('from the end until all projections are current', 's', caughtUp, { atMost: CALM_S }),
    ...[...(current ?? [])].map(([name, ms]) => single(`  ${name}`, 's', ms / 1000)),
  ];
}

const notesOf = ({ best, flooded, current }: Found): string[] => [
  'Half of the calls create, half read a page of 50. Callers, stores and Melo share the machine.',
  ...(TIMES * best > EDGE_PER_SECOND
    ? [`What is above ${EDGE_PER_SECOND} calls a second the edge refuses already, as all come from one address.`]
    : []),
  ...(current ? [] : [`NOT CURRENT: some projection was behind still ${WAIT.waitMs / 1000} s after the end.`]),
  ...Object.entries(flooded).map(([what, times]) => `${what}: ${times.length}`),
];
