/** How far each service has applied a household's events: read from the checkpoints in the services' own stores. */
import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Kafka, logLevel } from 'kafkajs';
import { MongoClient } from 'mongodb';
import pg from 'pg';
import { type Addresses, serviceEnv } from '#infra/local/addresses.ts';
import { services } from '#infra/topology.ts';
import { dynamoCheckpoints } from '#kit/store/dynamo/checkpoints.ts';
import { mongoCheckpoints } from '#kit/store/mongo/checkpoints.ts';
import { rawPool } from './load.ts';

/** How long to wait at most, and from one look to the next: looks cost, so where something else is timed they are to be rare. */
export type WaitOptions = { readonly waitMs: number; readonly lookMs: number };

export type Projections = Awaited<ReturnType<typeof openProjections>>;

type NextOffset = (topic: string, partition: number) => Promise<bigint>;

export async function openProjections(at: Addresses) {
  const kafka = new Kafka({ brokers: [at.urls.kafka], clientId: 'bench', logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const outbox = rawPool(at.urls.mariadb, 1);
  const readers: Record<string, NextOffset> = {};
  const closers: (() => unknown)[] = [() => admin.disconnect(), () => outbox.end()];
  for (const { name, stores } of services) {
    if ((stores as readonly string[]).includes('postgres')) readers[name] = await postgres(at, name, closers);
  }
  readers['budgets'] = await mongodb(at, closers);
  readers['accounts'] = dynamodb(at, closers);
  return {
    /** Milliseconds since `started` at which each listener of the topic had applied all that is committed now. */
    async current(topic: string, started: number, { waitMs, lookMs }: WaitOptions): Promise<Map<string, number>> {
      const deadline = performance.now() + waitMs;
      const listeners = services.filter(({ consumes }) => (consumes as readonly string[]).includes(topic));
      const reached = new Map<string, number>();
      const look = async () => {
        await delay(lookMs);
        if (performance.now() > deadline) throw new Error(`${topic} was not applied in ${waitMs / 1000} s`);
      };
      // Not until it is empty: where others go on writing it may never be.
      const [{ newest }] = await outbox.query('select coalesce(max(id), 0) as newest from outbox');
      while ((await outbox.query('select 1 from outbox where id <= ? limit 1', [newest])).length > 0) await look();
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
  // The next question fails anyway; without a listener a connection that breaks would end the whole run.
  client.on('error', () => {});
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
  const checkpoints = mongoCheckpoints(client.db());
  return async (topic, partition) => (await checkpoints.checkpoint(topic, partition))?.nextOffset ?? 0n;
}

function dynamodb(at: Addresses, closers: (() => unknown)[]): NextOffset {
  const env = serviceEnv(at, 'accounts');
  const client = new DynamoDBClient({
    endpoint: at.urls.dynamodb,
    region: env['AWS_REGION']!,
    credentials: { accessKeyId: env['AWS_ACCESS_KEY_ID']!, secretAccessKey: env['AWS_SECRET_ACCESS_KEY']! },
  });
  closers.push(() => client.destroy());
  const checkpoints = dynamoCheckpoints(client, 'accounts');
  return async (topic, partition) => (await checkpoints.checkpoint(topic, partition))?.nextOffset ?? 0n;
}
