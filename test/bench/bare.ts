/** A producer and a consumer of a topic of their own on Melo's broker: the least that an event takes. */
import { Kafka, logLevel } from 'kafkajs';
import type { Addresses } from '#infra/local/addresses.ts';

const WAIT_MS = 20_000;

export async function openBare(at: Addresses) {
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
  /** Milliseconds from produce to consume. */
  const once = async (): Promise<number> => {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    promise.catch(() => {});
    const late = setTimeout(() => reject(new Error(`nothing was consumed in ${WAIT_MS / 1000} s`)), WAIT_MS);
    arrived = resolve;
    const started = performance.now();
    try {
      await producer.send({ topic, acks: -1, messages: [{ value: Buffer.alloc(300) }] });
      return (await promise) - started;
    } finally {
      clearTimeout(late);
    }
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
