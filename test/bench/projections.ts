/** How far each service has applied a household's events: read from the watermarks in the services' own stores. */
import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Kafka, logLevel } from 'kafkajs';
import { createConnection } from 'mariadb';
import { MongoClient } from 'mongodb';
import pg from 'pg';
import { type Addresses, serviceEnv } from '#infra/local/addresses.ts';
import { services } from '#infra/map.ts';
import { dynamoPositions } from '#kit/events/dynamo.ts';
import { mongoPositions } from '#kit/events/mongo.ts';

const LOOK_MS = 25;

type NextOffset = (topic: string, partition: number) => Promise<bigint>;

export async function openProjections(at: Addresses) {
  const kafka = new Kafka({ brokers: [at.urls.kafka], clientId: 'bench', logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const outbox = await createConnection(at.urls.mariadb);
  const readers: Record<string, NextOffset> = {};
  const closers: (() => unknown)[] = [() => admin.disconnect(), () => outbox.end()];
  for (const { name, stores } of services) {
    if ((stores as readonly string[]).includes('postgres')) readers[name] = await postgres(at, name, closers);
  }
  readers['budgets'] = await mongodb(at, closers);
  readers['accounts'] = dynamodb(at, closers);
  return {
    /** Milliseconds since `started` at which each listener of the topic had applied all that is committed. */
    async current(topic: string, started: number, waitMs: number): Promise<Map<string, number>> {
      const deadline = performance.now() + waitMs;
      const listeners = services.filter(({ listens }) => (listens as readonly string[]).includes(topic));
      const reached = new Map<string, number>();
      const look = async () => {
        await delay(LOOK_MS);
        if (performance.now() > deadline) throw new Error(`${topic} was not applied in ${waitMs / 1000} s`);
      };
      while ((await outbox.query('select 1 from outbox limit 1')).length > 0) await look();
      reached.set('the topic', performance.now() - started);
      const ends = (await admin.fetchTopicOffsets(topic)).filter(({ high }) => BigInt(high) > 0n);
      for (; reached.size <= listeners.length; await look()) {
        for (const { name } of listeners.filter((one) => !reached.has(one.name))) {
          if (await isThere(readers[name]!, topic, ends)) reached.set(name, performance.now() - started);
        }
      }
      return reached;
    },
    async close() {
      await Promise.all(closers.map((close) => close()));
    },
  };
}

async function isThere(nextOffset: NextOffset, topic: string, ends: readonly { partition: number; high: string }[]) {
  for (const { partition, high } of ends) if ((await nextOffset(topic, partition)) < BigInt(high)) return false;
  return true;
}

async function postgres(at: Addresses, name: string, closers: (() => unknown)[]): Promise<NextOffset> {
  const client = new pg.Client(at.urls.postgres(name));
  await client.connect();
  closers.push(() => client.end());
  return async (topic, partition) => {
    const sql = 'select next_offset from watermark where topic = $1 and partition_id = $2';
    const { rows } = await client.query(sql, [topic, partition]);
    return BigInt(rows[0]?.next_offset ?? 0);
  };
}

async function mongodb(at: Addresses, closers: (() => unknown)[]): Promise<NextOffset> {
  const client = new MongoClient(at.urls.mongodb, { useBigInt64: true });
  closers.push(() => client.close());
  const positions = mongoPositions(client.db());
  return async (topic, partition) => (await positions.position(topic, partition))?.nextOffset ?? 0n;
}

function dynamodb(at: Addresses, closers: (() => unknown)[]): NextOffset {
  const env = serviceEnv(at, 'accounts');
  const client = new DynamoDBClient({
    endpoint: at.urls.dynamodb,
    region: env['AWS_REGION']!,
    credentials: { accessKeyId: env['AWS_ACCESS_KEY_ID']!, secretAccessKey: env['AWS_SECRET_ACCESS_KEY']! },
  });
  closers.push(() => client.destroy());
  const positions = dynamoPositions(client, 'accounts');
  return async (topic, partition) => (await positions.position(topic, partition))?.nextOffset ?? 0n;
}
