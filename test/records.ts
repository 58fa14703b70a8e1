/** Reads a topic from its start to its end of now, as bytes. */
import { randomUUID } from 'node:crypto';
import { Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import '#kit/events/quiet-kafkajs.ts';

export type KeptRecord = Pick<KafkaMessage, 'key' | 'value' | 'offset' | 'headers'> & { readonly partition: number };

/** Every record, in the order of its partition. */
export async function readRecords(brokers: string, topic: string): Promise<KeptRecord[]> {
  const kafka = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic);
  const groupId = `reader-${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200 });
  const left = new Set(ends.filter(({ high, low }) => BigInt(high) > BigInt(low)).map(({ partition }) => partition));
  const records: KeptRecord[] = [];
  const done = Promise.withResolvers<void>();
  if (left.size === 0) done.resolve();
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ partition, message }) => {
      records.push({ ...message, partition });
      const end = BigInt(ends.find((one) => one.partition === partition)!.high);
      if (BigInt(message.offset) + 1n >= end) left.delete(partition);
      if (left.size === 0) done.resolve();
    },
  });
  try {
    await done.promise;
  } finally {
    await consumer.disconnect();
    await admin.deleteGroups([groupId]).catch(() => {});
    await admin.disconnect();
  }
  return records;
}
