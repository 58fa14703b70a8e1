/** Reads a topic once, from its start to its current end, in a consumer group of its own. */
import type { KafkaMessage } from 'kafkajs';
import { uuidv7 } from '../values/ids.ts';
import type { Kafka } from './kafka.ts';

const FETCH_WAIT_MS = 200;

/**
 * Calls back with every record, in the order of its partition. `from` holds the first offset of a partition; without
 * one it is read from its start.
 */
export async function readTopic(
  kafka: Kafka,
  topic: string,
  onRecord: (message: KafkaMessage, partition: number) => void,
  from: ReadonlyMap<number, bigint> = new Map(),
): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  const begin = (partition: number) => from.get(partition) ?? 0n;
  const left = unreadEnds(await admin.fetchTopicOffsets(topic), begin);
  const groupId = `melo.read.${uuidv7()}`;
  const done = Promise.withResolvers<void>();
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: FETCH_WAIT_MS, allowAutoTopicCreation: false });
  try {
    if (left.size === 0) return;
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message }) => {
        const end = left.get(partition);
        if (end === undefined) return;
        const offset = BigInt(message.offset);
        if (offset >= begin(partition) && offset < end) onRecord(message, partition);
        if (offset + 1n >= end) left.delete(partition);
        if (left.size === 0) done.resolve();
      },
    });
    for (const [partition, offset] of from) consumer.seek({ topic, partition, offset: String(offset) });
    await done.promise;
  } finally {
    await consumer.disconnect();
    await admin.deleteGroups([groupId]).catch(() => {});
    await admin.disconnect();
  }
}

type TopicOffsets = Awaited<ReturnType<ReturnType<Kafka['admin']>['fetchTopicOffsets']>>;

/** The end of each partition that holds a record at or after `begin`. */
const unreadEnds = (offsets: TopicOffsets, begin: (partition: number) => bigint): Map<number, bigint> =>
  new Map(
    offsets
      .filter(({ partition, high, low }) => BigInt(high) > BigInt(low) && BigInt(high) > begin(partition))
      .map(({ partition, high }) => [partition, BigInt(high)]),
  );
