/** Whether services have applied all events of their topics: a poison event shows nowhere else. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Admin, Kafka, type KafkaJSProtocolError, logLevel } from 'kafkajs';
import pg from 'pg';
import { until } from '#infra/local/demo/api-client.ts';
import { services } from '#infra/topology.ts';
import '#kit/patches/quiet-kafkajs.ts';
import { at } from './stack.ts';

/** Every topic that anyone listens to. */
export const consumedTopics: readonly string[] = [
  ...new Set(services.flatMap(({ consumes }) => consumes as readonly string[])),
];

/** Ends of a topic's partitions. */
export type Ends = ReadonlyMap<number, bigint>;

/** So long nothing new comes, though relays publish at their pace and poll once a second, before it is quiet. */
const QUIET_MS = 2_500;

/** Until every service has gone through all that its topics hold now. */
export const caughtUp = (waitMs: number): Promise<void> =>
  withAdmin((admin) => allConsumed(admin, Date.now() + waitMs));

/** Until nothing is under way any more: every consumed event was applied, its own events were published and consumed, and every mail is sent. */
export const settled = (waitMs: number): Promise<void> =>
  withAdmin(async (admin) => {
    const deadline = Date.now() + waitMs;
    for (let before = ''; ; await delay(QUIET_MS)) {
      await allConsumed(admin, deadline);
      const now = await standOf(admin);
      if (now === before && (await everyMailIsSent())) return;
      if (Date.now() > deadline) throw new Error(`Melo did not come to rest in ${waitMs / 1000} s`);
      before = now;
    }
  });

/** Where topics end now, by topic. */
export const endsOf = (topics: readonly string[]): Promise<ReadonlyMap<string, Ends>> =>
  withAdmin(async (admin) => {
    const ends = new Map<string, Ends>();
    for (const topic of topics) {
      const offsets = await admin.fetchTopicOffsets(topic);
      ends.set(topic, new Map(offsets.map(({ partition, high }) => [partition, BigInt(high)])));
    }
    return ends;
  });

async function withAdmin<Answer>(work: (admin: Admin) => Promise<Answer>): Promise<Answer> {
  const admin = new Kafka({ brokers: [at.urls.kafka], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  return work(admin).finally(() => admin.disconnect());
}

async function allConsumed(admin: Admin, deadline: number): Promise<void> {
  for (const topic of consumedTopics) {
    for (const { name } of services.filter(({ consumes }) => (consumes as readonly string[]).includes(topic))) {
      let behind = 'Kafka to tell where it stands';
      const isThrough = async () => {
        behind = await behindOf(admin, name, topic);
        return behind === '';
      };
      await until(
        () => `${name} to have gone through ${topic} (${behind})`,
        isThrough,
        Math.max(deadline - Date.now(), 0),
      );
    }
  }
}

/** Where a service stands in partitions that it has not gone through. */
async function behindOf(admin: Admin, name: string, topic: string): Promise<string> {
  try {
    const ends = await admin.fetchTopicOffsets(topic);
    const [only] = await admin.fetchOffsets({ groupId: `melo.${name}`, topics: [topic] });
    const groupExists = new Map(only?.partitions.map(({ partition, offset }) => [partition, offset]));
    return ends
      .map(({ partition, high }) => ({ partition, high, offset: groupExists.get(partition) ?? '-1' }))
      .filter(({ high, offset }) => high !== '0' && BigInt(offset) < BigInt(high))
      .map(({ partition, high, offset }) => `partition ${partition}: ${offset} of ${high}`)
      .join(', ');
  } catch (error) {
    // A broker that was killed leads its partitions again in a moment.
    const { retriable, message } = error as KafkaJSProtocolError;
    if (retriable) return message;
    throw error;
  }
}

async function standOf(admin: Admin): Promise<string> {
  const topics = [...new Set(services.flatMap(({ publishes }) => publishes as readonly string[]))];
  const offsets = await Promise.all(topics.map((topic) => admin.fetchTopicOffsets(topic)));
  return offsets.flatMap((ends) => ends.map(({ high }) => high)).join();
}

async function everyMailIsSent(): Promise<boolean> {
  const client = new pg.Client(at.urls.postgres('notifications'));
  await client.connect();
  // What was tried before has an address that takes no mail.
  const sql = 'select 1 from mail where sent_ms is null and dead_reason is null and attempts < 2 limit 1';
  const { rows } = await client.query(sql);
  await client.end();
  return rows.length === 0;
}
