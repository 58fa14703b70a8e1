/** From a committed transaction to the alert at a client that watches, at rest and while others create; beside a bare produce and consume. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '#infra/local/demo/api-client.ts';
import { eur, spend } from '../../e2e/household.ts';
import { scaled } from '../arms.ts';
import { startBackground } from '../background.ts';
import { openBare } from '../bare.ts';
import { type Figure, median, sampled } from '../figures.ts';
import { type Home, newHome } from '../homes.ts';
import type { Stack } from '../stack.ts';
import { openWatcher } from '../watcher.ts';
import { createOne } from './create.ts';

/** Every line of the budget has ten thresholds: each spending passes the next one. */
const LINES = 10;
const THRESHOLDS = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
const LIMIT = 100_000n;
/** Alerts of an arm: one a threshold. */
const COUNT = scaled(LINES * THRESHOLDS.length);
/** The first few of everything warm. */
const WARMING = 5;
const BLOCK = 10;
/** The relay's pace: where others create, a commit waits up to this long for its turn. */
const PACE_MS = 200;
/** Creates a second of another household, in the second arm. */
const OTHERS = 10;
/** Until the others have set the relay's beat. */
const LEAD_MS = 1_000;
const MAX_P50_MS = 100;

/** Samples of an arm, in milliseconds. */
type Samples = {
  readonly creates: number[];
  readonly alerts: number[];
  readonly whole: number[];
  readonly bare: number[];
};
type Bare = Awaited<ReturnType<typeof openBare>>;

export async function run(stack: Stack) {
  const others = await newHome(stack.at, 'others');
  const quiet = await openArm(await newHome(stack.at, 'alert'));
  const busy = await openArm(await newHome(stack.at, 'busy'));
  const bare = await openBare(stack.at);
  const rates: number[] = [];
  try {
    for (let from = 0; from < COUNT; from += BLOCK) {
      await stack.settled();
      await quiet.block(from, bare);
      const background = startBackground(() => createOne(others), OTHERS);
      await delay(LEAD_MS);
      await busy.block(from, bare).finally(async () => rates.push(await background.stop()));
    }
  } finally {
    await bare.close();
  }
  return {
    figures: [
      ...figuresOf('', quiet.samples),
      ...figuresOf(`, ${OTHERS} creates a second beside`, busy.samples),
      sampled('creates a second there were', '1/s', rates),
    ],
    notes: [
      'An alert takes two topics: transaction (ledger → budgets) and budget (budgets → notifications).',
      'Committed is when the answer to the create has come, a little after the commit itself.',
    ],
  };
}

function figuresOf(where: string, { creates, alerts, whole, bare }: Samples): Figure[] {
  const two = 2 * median(bare);
  return [
    sampled(`committed → alert at the client${where}`, 'ms', alerts, { atMost: MAX_P50_MS }),
    sampled(`bare produce → consume${where}`, 'ms', bare),
    sampled(
      `alert above two bare hops at p50${where}`,
      'ms',
      alerts.map((ms) => ms - two),
    ),
    sampled(`the create before it${where}`, 'ms', creates),
    sampled(`asked → alert, the create included${where}`, 'ms', whole),
  ];
}

/** A household whose spending alerts, a block at a time, a bare hop after each. */
async function openArm(home: Home) {
  const categories = [...home.categories.values()].slice(0, LINES);
  if (categories.length < LINES) throw new Error(`there are only ${categories.length} categories`);
  await budgetOver(home, categories);
  const samples: Samples = { creates: [], alerts: [], whole: [], bare: [] };
  return {
    samples,
    async block(from: number, bare: Bare): Promise<void> {
      const watcher = await openWatcher(home);
      try {
        for (let i = from; i < Math.min(from + BLOCK, COUNT); i++, await delay(pauseMs(i))) {
          const next = watcher.next();
          const sentAt = performance.now();
          const category = categories[Math.floor(i / THRESHOLDS.length)]!;
          await spend(home.person, {
            accountId: home.card,
            categoryId: category,
            minorUnits: -LIMIT / BigInt(THRESHOLDS.length),
            payee: 'Market',
          });
          const committed = performance.now();
          const arrived = await next;
          // Melo still has the alert's letter to see to.
          await delay(pauseMs(i));
          const bareMs = await bare.once();
          if (i < WARMING && COUNT > WARMING) continue;
          samples.creates.push(committed - sentAt);
          samples.alerts.push(arrived - committed);
          samples.whole.push(arrived - sentAt);
          samples.bare.push(bareMs);
        }
      } finally {
        watcher.close();
      }
    },
  };
}

/**
 * Longer than the relay's pace, so that at rest each alert finds everything at rest, as a person's does; and by the
 * golden ratio never in step with it, so that beside others each part of the pace is met equally often.
 */
const pauseMs = (i: number): number => PACE_MS + ((i * 0.618034) % 1) * PACE_MS;

function budgetOver({ sdk }: Home, categories: readonly string[]) {
  const lines = categories.map((category, i) => ({
    name: `Line ${i}`,
    categoryIds: [category],
    limit: eur(LIMIT),
    thresholdPercents: THRESHOLDS,
  }));
  const budget = { name: 'Bench', currencyCode: 'EUR', lines };
  // Budgets learn of new categories by events.
  return until('the categories in budgets', () =>
    sdk.budgets.createBudget({ budget, requestId: randomUUID() }).then(
      () => true,
      () => false,
    ),
  );
}
