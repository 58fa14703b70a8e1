/** From a committed transaction to the alert at a client that watches, beside a bare produce and consume on the same broker. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import type { Addresses } from '#infra/local/addresses.ts';
import { until } from '#infra/local/person.ts';
import { eur, spend } from '../../stories/household.ts';
import { scaled } from '../arms.ts';
import { median, sampled, single } from '../figures.ts';
import { type Home, newHome } from '../people.ts';
import type { Stack } from '../stack.ts';

/** Every line of the budget has ten thresholds: each spending passes the next one. */
const LINES = 10;
const THRESHOLDS = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
const LIMIT = 100_000n;
/** The first few warm. */
const WARMING = 5;
const BLOCK = 10;
/** So that each alert finds everything at rest, as a person's does. */
const PAUSE_MS = 200;
const WAIT_MS = 20_000;
const MOST_P50_MS = 100;

export async function run(stack: Stack) {
  const home = await newHome(stack.at, 'alert');
  const categories = [...home.categories.values()].slice(0, LINES);
  await budgetOver(home, categories);
  const alerts = await watch(home);
  const bare = await openBare(stack.at);
  const steps = categories.flatMap((category) => THRESHOLDS.map(() => category));
  const count = scaled(steps.length);
  const [commits, alerted, produced]: number[][] = [[], [], []];
  for (let i = 0; i < count; i++) {
    const asked = performance.now();
    const next = alerts.next();
    await spend(home.person, home.card, steps[i]!, -LIMIT / BigInt(THRESHOLDS.length), 'Market');
    const committed = performance.now();
    const arrived = await next;
    if (i >= WARMING || count <= WARMING) {
      commits!.push(committed - asked);
      alerted!.push(arrived - committed);
    }
    await delay(PAUSE_MS);
    if ((i + 1) % BLOCK !== 0 && i + 1 < count) continue;
    for (let j = 0; j < BLOCK; j++, await delay(PAUSE_MS)) produced!.push(await bare.once());
  }
  await bare.close();
  alerts.close();
  return {
    figures: [
      sampled('committed → alert at the client', 'ms', alerted!, { atMost: MOST_P50_MS }),
      sampled('bare produce → consume', 'ms', produced!),
      single('alert above two bare hops at p50', 'ms', median(alerted!) - 2 * median(produced!)),
      sampled('the create before it', 'ms', commits!),
    ],
    notes: ['An alert takes two topics: transaction (ledger → budgets) and budget (budgets → notifications).'],
  };
}

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

/** The stream of a client through the edge; `next` resolves with the moment of the next alert. */
async function watch({ sdk }: Home) {
  const leaving = new AbortController();
  const open = Promise.withResolvers<void>();
  let arrived: ((ms: number) => void) | undefined;
  const read = async () => {
    for await (const { content } of sdk.notifications.watchNotifications({}, { signal: leaving.signal })) {
      open.resolve();
      if (content.case === 'notification') arrived?.(performance.now());
    }
  };
  read().catch((error) => open.reject(error));
  await open.promise;
  return {
    next: () =>
      new Promise<number>((done, failed) => {
        const late = setTimeout(() => failed(new Error(`no alert in ${WAIT_MS / 1000} s`)), WAIT_MS);
        arrived = (ms) => {
          clearTimeout(late);
          done(ms);
        };
      }),
    close: () => leaving.abort(),
  };
}

/** A producer and a consumer of a topic of their own. */
async function openBare(at: Addresses) {
  const kafka = new Kafka({ brokers: [at.urls.kafka], clientId: 'bench', logLevel: logLevel.NOTHING });
  const topic = `bench.${Date.now()}`;
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  const consumer = kafka.consumer({ groupId: topic, maxWaitTimeInMs: 500 });
  await Promise.all([producer.connect(), consumer.connect()]);
  await consumer.subscribe({ topic, fromBeginning: true });
  let arrived: ((ms: number) => void) | undefined;
  await consumer.run({ eachMessage: async () => arrived?.(performance.now()) });
  const once = async (): Promise<number> => {
    const { promise, resolve } = Promise.withResolvers<number>();
    arrived = resolve;
    const started = performance.now();
    await producer.send({ topic, acks: -1, messages: [{ value: Buffer.alloc(300) }] });
    return (await promise) - started;
  };
  await once();
  return {
    once,
    async close() {
      await Promise.all([producer.disconnect(), consumer.disconnect()]);
      await admin.deleteTopics({ topics: [topic] });
      await admin.deleteGroups([topic]).catch(() => {});
      await admin.disconnect();
    },
  };
}
