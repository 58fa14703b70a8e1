/** The connection to Kafka, what it logs, and the topics a process needs. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Admin, Kafka, type KafkaConfig, logLevel, Partitioners, type Producer } from 'kafkajs';
import { compacted, PARTITIONS } from '#infra/topology.ts';
import type { KafkaSettings } from '../service/config-kafka.ts';
import type { Logger } from '../telemetry/log.ts';
import '../patches/quiet-kafkajs.ts';

/** Largest event, with room for its frame. */
const MAX_EVENT_BYTES = 256 * 1024 + 1024;
/** Kafka's code of this resource type; the enum of kafkajs cannot be imported by name. */
export const TOPIC_RESOURCE = 2;
const DAY_MS = 24 * 3600_000;
/** Dead letters may hold personal data: long enough to repair and redrive them, no longer. */
export const DEAD_LETTERS_KEPT_MS = 30 * DAY_MS;
/** Maximum time until a new topic is visible. */
const TOPICS_SEEN_MS = 10_000;

export type { Kafka };

export function openKafka(settings: KafkaSettings, clientId: string, log: Logger): Kafka {
  const level = { [logLevel.ERROR]: 'error', [logLevel.WARN]: 'warn' } as const;
  return new Kafka({
    ...settings,
    clientId,
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 8 },
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => {
      const { message, ...fields } = entry.log;
      // kafkajs logs every retriable response of a broker as an error. It throws the errors that it cannot recover from.
      const name = entry.namespace === 'Connection' ? 'debug' : (level[entry.level as keyof typeof level] ?? 'debug');
      log[name]({ namespace: entry.namespace, error: fields['error'], groupId: fields['groupId'] }, message);
    },
  } satisfies KafkaConfig);
}

/** A producer that keeps order: one request in flight, all replicas acknowledge, duplicates of retries are dropped. */
export const openProducer = (kafka: Kafka): Producer =>
  kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    // An idempotent producer that gives up may leave a gap, so this one waits for Kafka.
    retry: { retries: Number.MAX_SAFE_INTEGER, initialRetryTime: 100, maxRetryTime: 2_000 },
  });

/** A producer of dead letters: it gives up after a few attempts, because its caller tries again. */
export const openDeadLetters = (kafka: Kafka): Producer =>
  kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000 },
  });

/** The topic with the dead letters of `process`. */
export const deadTopic = (topic: string, process: string): string => `${topic}.dead.${process}`;

/** Retention: dead letters for 30 days, compacted topics until a tombstone, all others without limit. */
function configOf(topic: string): { name: string; value: string }[] {
  const size = { name: 'max.message.bytes', value: String(MAX_EVENT_BYTES) };
  if (topic.includes('.dead.')) return [size, { name: 'retention.ms', value: String(DEAD_LETTERS_KEPT_MS) }];
  if (!compacted.includes(topic)) return [size, { name: 'retention.ms', value: '-1' }];
  return [
    size,
    { name: 'cleanup.policy', value: 'compact' },
    // Data that a tombstone deletes is gone within days, even in a topic with few writes.
    { name: 'max.compaction.lag.ms', value: String(7 * DAY_MS) },
    // A consumer that was down for this long still reads the tombstone.
    { name: 'delete.retention.ms', value: String(30 * DAY_MS) },
  ];
}

/** Creates missing topics: the published ones with their fixed number of partitions, and a dead-letter topic for each consumed one. Configures the published ones. */
export async function ensureTopics(
  kafka: Kafka,
  events: readonly string[],
  consumed: readonly string[],
  process: string,
): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const own = [...events, ...consumed.map((topic) => deadTopic(topic, process))];
    const wanted = [
      ...[...events, ...consumed].map((topic) => ({ topic, partitions: PARTITIONS })),
      ...consumed.map((topic) => ({ topic: deadTopic(topic, process), partitions: 1 })),
    ].filter(({ topic }, i, all) => !existing.has(topic) && all.findIndex((other) => other.topic === topic) === i);
    if (wanted.length > 0) await create(admin, wanted);
    await configure(
      admin,
      own.filter((topic) => existing.has(topic)),
    );
  } finally {
    await admin.disconnect();
  }
}

/** Topics that an older version created get the current configuration. */
async function configure(admin: Admin, topics: readonly string[]): Promise<void> {
  if (topics.length === 0) return;
  const named = topics.map((name) => ({ type: TOPIC_RESOURCE, name }));
  const { resources: found } = await admin.describeConfigs({ includeSynonyms: false, resources: named });
  // Only what differs: a process need not have the right to alter configurations.
  const differing = found.filter(({ resourceName, configEntries }) => {
    const now = new Map(configEntries.map(({ configName, configValue }) => [configName, configValue]));
    return configOf(resourceName).some(({ name, value }) => now.get(name) !== value);
  });
  if (differing.length === 0) return;
  const resources = differing.map(({ resourceName: name }) => ({
    type: TOPIC_RESOURCE,
    name,
    configEntries: configOf(name),
  }));
  await admin.alterConfigs({ validateOnly: false, resources });
}

async function create(admin: Admin, wanted: readonly { topic: string; partitions: number }[]): Promise<void> {
  const topics = wanted.map(({ topic, partitions }) => ({
    topic,
    numPartitions: partitions,
    configEntries: configOf(topic),
  }));
  // Two processes may create the same topic at once; one of them then finds that it exists.
  await admin.createTopics({ topics, waitForLeaders: false });
  // The broker knows a topic shortly after the controller created it. kafkajs' own wait reports that as a failure.
  for (const deadline = performance.now() + TOPICS_SEEN_MS; ; await delay(50)) {
    const existing = new Set(await admin.listTopics());
    if (topics.every(({ topic }) => existing.has(topic))) return;
    if (performance.now() > deadline) throw new Error('Kafka does not list the topics that were created.');
  }
}
