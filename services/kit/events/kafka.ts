/** The connection to Kafka, what it logs, and the topics a process needs. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Admin, Kafka, type KafkaConfig, logLevel, Partitioners, type Producer } from 'kafkajs';
import { compacted, PARTITIONS } from '#infra/map.ts';
import type { KafkaSettings } from '../config-kafka.ts';
import type { Logger } from '../log.ts';
import './quiet-kafkajs.ts';

/** Largest event, with room for its frame. */
const MAX_EVENT_BYTES = 256 * 1024 + 1024;
/** Longest until a new topic shows. */
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
      // kafkajs calls every retriable answer of a broker an error; what it cannot overcome it throws.
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
    // An idempotent producer that gives up may leave a gap; ours waits for Kafka instead.
    retry: { retries: Number.MAX_SAFE_INTEGER, initialRetryTime: 100, maxRetryTime: 2_000 },
  });

/** A producer of dead letters: it gives up after some tries, because its caller comes again. */
export const openDeadLetters = (kafka: Kafka): Producer =>
  kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000 },
  });

const partitioner = Partitioners.DefaultPartitioner();
const partitionMetadata = Array.from({ length: PARTITIONS }, (_, partitionId) => ({
  partitionId,
  partitionErrorCode: 0,
  leader: 0,
  replicas: [],
  isr: [],
}));

/** The partition of what is told under a key; as the partitions of a topic are, it never changes. */
export const partitionOf = (key: string): number =>
  partitioner({ topic: '', partitionMetadata, message: { key, value: null } });

/** The topic of what `process` could not apply. */
export const deadTopic = (topic: string, process: string): string => `${topic}.dead.${process}`;

/** Creates what is missing: told topics with their fixed partitions, and a dead-letter topic for each consumed one. */
export async function ensureTopics(
  kafka: Kafka,
  told: readonly string[],
  consumed: readonly string[],
  process: string,
): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const wanted = [
      ...[...told, ...consumed].map((topic) => ({ topic, partitions: PARTITIONS })),
      ...consumed.map((topic) => ({ topic: deadTopic(topic, process), partitions: 1 })),
    ].filter(({ topic }, i, all) => !existing.has(topic) && all.findIndex((other) => other.topic === topic) === i);
    if (wanted.length > 0) await create(admin, wanted);
  } finally {
    await admin.disconnect();
  }
}

async function create(admin: Admin, wanted: readonly { topic: string; partitions: number }[]): Promise<void> {
  const topics = wanted.map(({ topic, partitions }) => ({
    topic,
    numPartitions: partitions,
    configEntries: [
      { name: 'max.message.bytes', value: String(MAX_EVENT_BYTES) },
      ...(compacted.includes(topic)
        ? [{ name: 'cleanup.policy', value: 'compact' }]
        : [{ name: 'retention.ms', value: '-1' }]),
    ],
  }));
  // Two processes may create the same topic at once; one of them finds it made.
  await admin.createTopics({ topics, waitForLeaders: false });
  // The broker learns a moment later what the controller has made; kafkajs' own wait takes that for a failure.
  for (const deadline = performance.now() + TOPICS_SEEN_MS; ; await delay(50)) {
    const existing = new Set(await admin.listTopics());
    if (topics.every(({ topic }) => existing.has(topic))) return;
    if (performance.now() > deadline) throw new Error('Kafka does not show the topics it was told to make.');
  }
}
