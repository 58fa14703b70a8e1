/** The stack under measurement: its addresses, and when its background work has finished. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import type { Addresses } from '#infra/local/addresses.ts';
import { services } from '#infra/topology.ts';
import '#kit/patches/quiet-kafkajs.ts';
import { processesOf, type WatchedProcess } from './cpu.ts';
import { rawPool } from './load.ts';

export type Stack = {
  readonly at: Addresses;
  /** Resolves when the ledger's outbox is empty, no topic grows and every consumer is at its topics' ends. */
  settled(): Promise<void>;
  /** Processes whose CPU counts. */
  processes(): Promise<readonly WatchedProcess[]>;
  close(): Promise<void>;
};

const LOOK_MS = 100;
/** Nothing new on any topic in so many looks in a row: relays that wake on a commit have long published. */
const CALM_LOOKS = 4;
const SETTLE_MS = 300_000;

export async function openStack(at: Addresses): Promise<Stack> {
  const kafka = new Kafka({ brokers: [at.urls.kafka], clientId: 'bench', logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  // A pool of one connects again by itself; a single connection that broke would end every later scenario.
  const mariadb = rawPool(at.urls.mariadb, 1);
  const outboxIsEmpty = async () => (await mariadb.query('select 1 from outbox limit 1')).length === 0;
  return {
    at,
    processes: () => processesOf(at),
    async settled() {
      const deadline = performance.now() + SETTLE_MS;
      let last = '';
      for (let calm = 0; calm < CALM_LOOKS; ) {
        if (performance.now() > deadline) throw new Error(`Melo did not come to rest in ${SETTLE_MS / 1000} s`);
        await delay(LOOK_MS);
        const [empty, ends] = await Promise.all([outboxIsEmpty(), endsOf(admin)]);
        const now = [...ends].join();
        calm = empty && now === last && (await isRead(admin, ends)) ? calm + 1 : 0;
        last = now;
      }
    },
    async close() {
      await Promise.all([admin.disconnect(), mariadb.end()]);
    },
  };
}

/** Topics with a publisher; the others do not exist. */
const publishedTopics: readonly string[] = services.flatMap(({ publishes }) => publishes);

/** Topic and partition → end. */
type Ends = ReadonlyMap<string, bigint>;

async function endsOf(admin: Admin): Promise<Ends> {
  const all = await Promise.all(
    publishedTopics.map(async (topic) =>
      (await admin.fetchTopicOffsets(topic)).map(
        ({ partition, high }) => [`${topic}/${partition}`, BigInt(high)] as const,
      ),
    ),
  );
  return new Map(all.flat());
}

/** Whether every service has committed the ends of what it listens to; a partition nothing was ever in has no offset. */
async function isRead(admin: Admin, ends: Ends): Promise<boolean> {
  const answers = await Promise.all(
    services
      .filter(({ consumes }) => consumes.length > 0)
      .map(({ name, consumes }) =>
        admin.fetchOffsets({
          groupId: `melo.${name}`,
          topics: consumes.filter((topic) => publishedTopics.includes(topic)),
        }),
      ),
  );
  return answers.flat().every(({ topic, partitions }) =>
    partitions.every(({ partition, offset }) => {
      const end = ends.get(`${topic}/${partition}`) ?? 0n;
      return end === 0n || BigInt(offset) >= end;
    }),
  );
}
