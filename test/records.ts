/** Reads a topic from its start to its end of now, as bytes. */
import { Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import { readAll } from '#kit/events/read.ts';
import '#kit/events/quiet-kafkajs.ts';

export type KeptRecord = KafkaMessage & { readonly partition: number };

/** Every record from the given offsets on, else from the start, in the order of its partition. */
export async function readRecords(
  brokers: string,
  topic: string,
  from?: ReadonlyMap<number, bigint>,
): Promise<KeptRecord[]> {
  const records: KeptRecord[] = [];
  const kafka = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING });
  await readAll(kafka, topic, (message, partition) => void records.push({ ...message, partition }), from);
  return records;
}
