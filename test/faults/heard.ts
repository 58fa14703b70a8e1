/** Whether services have gone through all that they listen to: an event that can never be applied shows nowhere else. */
import { type Admin, Kafka, type KafkaJSProtocolError, logLevel } from 'kafkajs';
import { until } from '#infra/local/person.ts';
import { services } from '#infra/map.ts';
import '#kit/events/quiet-kafkajs.ts';
import { at } from './stack.ts';

/** Every topic that anyone listens to. */
export const told: readonly string[] = [...new Set(services.flatMap(({ listens }) => listens as readonly string[]))];

/** Until every service has gone through all that its topics hold now. */
export async function heard(waitMs: number): Promise<void> {
  const admin = new Kafka({ brokers: [at.urls.kafka], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    for (const topic of told) {
      for (const { name } of services.filter(({ listens }) => (listens as readonly string[]).includes(topic)))
        await until(`${name} to have gone through ${topic}`, () => isThrough(admin, name, topic), waitMs);
    }
  } finally {
    await admin.disconnect();
  }
}

async function isThrough(admin: Admin, name: string, topic: string): Promise<boolean | undefined> {
  try {
    const ends = await admin.fetchTopicOffsets(topic);
    const [only] = await admin.fetchOffsets({ groupId: `melo.${name}`, topics: [topic] });
    return ends.every(({ partition, high }) => {
      const offset = only?.partitions.find((one) => one.partition === partition)?.offset ?? '-1';
      return high === '0' || BigInt(offset) >= BigInt(high);
    });
  } catch (error) {
    // A broker that was killed leads its partitions again in a moment.
    if ((error as KafkaJSProtocolError).retriable) return undefined;
    throw error;
  }
}
