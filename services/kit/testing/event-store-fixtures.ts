/** For tests: outbox and watermark on each kind of store, on the real servers, in a database of the test's own. */
import { randomUUID } from 'node:crypto';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { Long, MongoClient } from 'mongodb';
import type { HouseholdEvent } from '#gen/melo/users/v1/household_event_pb.ts';
import { addresses } from '#infra/local/addresses.ts';
import type { Outbox } from '../events/relay.ts';
import type { OutboxEvent } from '../rpc/write-context.ts';
import type { CheckpointStore, EventBatch } from '../store/checkpoints.ts';
import {
  advanceItems,
  batchWrite,
  dynamoCheckpoints,
  dynamoOutbox,
  outboxItem,
  text,
  transact,
  unapplied,
} from '../store/dynamo/outbox.ts';
import { isDuplicate, mongoCheckpoints, mongoOutbox, outboxEntries } from '../store/mongo/outbox.ts';
import { openDatabase } from '../store/sql/database.ts';
import {
  appendOutbox,
  applySql,
  type Dialect,
  deadLetterKeys,
  kitTables,
  sqlCheckpoints,
  sqlOutbox,
} from '../store/sql/tables.ts';
import { createPostgresDatabase } from './test-databases.ts';

export type EventStoreFixture = {
  readonly outbox: Outbox;
  readonly checkpoints: CheckpointStore;
  /** Commits events with a change of their household. */
  commit(events: readonly OutboxEvent[]): Promise<void>;
  /** Applies a batch: each household's list of events grows. `after` runs between the effect and the end of its transaction. */
  apply(batch: EventBatch<HouseholdEvent>, after?: (event: HouseholdEvent) => void): Promise<void>;
  /** Ids of the events that took effect, by household, in their order. */
  effects(): Promise<Map<string, string[]>>;
  /** Keeps effects and watermarks as they are; the answer puts them back. */
  backup(): Promise<() => Promise<void>>;
  drop(): Promise<void>;
};

export const eventStoreFixtures = {
  PostgreSQL: () => sqlStand('postgres'),
  MariaDB: () => sqlStand('mariadb'),
  MongoDB: mongoStand,
  DynamoDB: dynamoStand,
} satisfies Record<string, () => Promise<EventStoreFixture>>;

async function sqlStand(dialect: Dialect): Promise<EventStoreFixture> {
  const own = dialect === 'postgres' ? await createPostgresDatabase() : await freshMariaDb();
  const database = await openDatabase(dialect, own.url, [], import.meta.dirname);
  const { fork } = database;
  const run = (sql: string) => fork().execute(sql, [], 'run');
  const serial = dialect === 'postgres' ? 'bigserial' : 'bigint auto_increment';
  for (const statement of [...kitTables(dialect), ...deadLetterKeys()]) await run(statement);
  await run(`create table effect (id ${serial} primary key, household varchar(36), event_id varchar(36))`);
  return {
    outbox: sqlOutbox(fork),
    checkpoints: sqlCheckpoints(fork),
    commit: (events) => fork().transactional((em) => appendOutbox(em, events)),
    apply: (batch, after) =>
      applySql(fork, batch, async (events, em) => {
        for (const event of events) {
          const row = [event.householdId, event.eventId];
          await em.execute('insert into effect (household, event_id) values (?, ?)', row, 'run');
          after?.(event);
        }
      }),
    async effects() {
      const rows = await fork().execute<{ household: string; event_id: string }[]>('select * from effect order by id');
      return listed(rows.map(({ household, event_id }) => [household, event_id]));
    },
    async backup() {
      const tables = ['effect', 'watermark'];
      for (const table of tables) {
        await run(`drop table if exists kept_${table}`);
        await run(`create table kept_${table} as select * from ${table}`);
      }
      return async () => {
        for (const table of tables) {
          await run(`delete from ${table}`);
          await run(`insert into ${table} select * from kept_${table}`);
        }
      };
    },
    async drop() {
      await database.close();
      await own.drop();
    },
  };
}

/** A database of a test's own on the real MariaDB, dropped by `drop`. */
async function freshMariaDb(): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `transactions_test_${randomUUID().replaceAll('-', '')}`;
  const run = async (sql: string) => {
    const database = await openDatabase('mariadb', addresses().urls.mariadb, [], import.meta.dirname);
    await database
      .fork()
      .execute(sql, [], 'run')
      .finally(() => database.close());
  };
  await run(`create database ${name}`);
  const url = new URL(addresses().urls.mariadb);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`drop database ${name}`) };
}

async function mongoStand(): Promise<EventStoreFixture> {
  const client = new MongoClient(addresses().urls.mongodb, { useBigInt64: true, retryWrites: false });
  const db = client.db(`test_${randomUUID().replaceAll('-', '')}`);
  const effects = db.collection<{ _id: string; last: Long; ids: string[] }>('effect');
  const checkpoints = mongoCheckpoints(db);
  return {
    outbox: mongoOutbox(db, ['household']),
    checkpoints,
    async commit(events) {
      for (const [household, own] of Map.groupBy(events, ({ key }) => key)) {
        const outbox = { $each: outboxEntries(own) };
        await db
          .collection<{ _id: string; outbox: unknown[] }>('household')
          .updateOne({ _id: household }, { $push: { outbox } }, { upsert: true });
      }
    },
    async apply(batch, after) {
      for (const event of await checkpoints.unapplied(batch)) {
        const sequence = Long.fromBigInt(event.sequence);
        const newer = { _id: event.householdId, last: { $lt: sequence } };
        const grown = { $push: { ids: event.eventId }, $set: { last: sequence } };
        // Where nothing older stands the upsert meets the document: the event took effect before.
        await effects.updateOne(newer, grown, { upsert: true }).catch((error) => {
          if (!isDuplicate(error)) throw error;
        });
        after?.(event);
      }
      await checkpoints.advance(batch);
    },
    effects: async () => new Map((await effects.find().toArray()).map(({ _id, ids }) => [_id, ids])),
    async backup() {
      const collections = [effects, db.collection('watermark')];
      const kept = await Promise.all(collections.map((collection) => collection.find({}).toArray()));
      return async () => {
        for (const [i, collection] of collections.entries()) {
          await collection.deleteMany({});
          if (kept[i]!.length > 0) await collection.insertMany(kept[i] as never[]);
        }
      };
    },
    async drop() {
      await db.dropDatabase();
      await client.close();
    },
  };
}

async function dynamoStand(): Promise<EventStoreFixture> {
  const table = `test-${randomUUID()}`;
  const client = new DynamoDBClient({
    endpoint: addresses().urls.dynamodb,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const key = (name: string, KeyType: 'HASH' | 'RANGE') => ({ AttributeName: name, KeyType });
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
      KeySchema: [key('pk', 'HASH'), key('sk', 'RANGE')],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName: table });
  const checkpoints = dynamoCheckpoints(client, table);
  const items = async (pk: string) => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: table, ConsistentRead: true }));
    return Items.filter((item) => item['pk']!.S!.startsWith(pk));
  };
  const refused = () => new Error('another consumer applied this batch');
  return {
    outbox: dynamoOutbox(client, table),
    checkpoints,
    async commit(events) {
      const changes = events.map((event) => outboxItem(table, event));
      for (let i = 0; i < changes.length; i += 100) await transact(client, changes.slice(i, i + 100), refused);
    },
    async apply(batch, after) {
      const before = batch.checkpoint ?? (await checkpoints.checkpoint(batch.topic, batch.partition));
      const fresh = unapplied(batch, before);
      const effects = [...Map.groupBy(fresh, ({ householdId }) => householdId)].map(([household, own]) => ({
        Update: {
          TableName: table,
          Key: { pk: text('EFFECT'), sk: text(household) },
          UpdateExpression: 'SET ids = list_append(if_not_exists(ids, :none), :own)',
          ExpressionAttributeValues: { ':none': { L: [] }, ':own': { L: own.map(({ eventId }) => text(eventId)) } },
        },
      }));
      for (const event of fresh) after?.(event);
      await transact(client, [...effects, ...advanceItems(table, batch, before)], refused);
    },
    effects: async () => new Map((await items('EFFECT')).map(({ sk, ids }) => [sk!.S!, ids!.L!.map(({ S }) => S!)])),
    async backup() {
      const kept = [...(await items('EFFECT')), ...(await items('WATERMARK'))];
      return async () => {
        const now = [...(await items('EFFECT')), ...(await items('WATERMARK'))];
        for (const { pk, sk } of now)
          await batchWrite(client, table, [{ DeleteRequest: { Key: { pk: pk!, sk: sk! } } }]);
        for (const Item of kept) await client.send(new PutItemCommand({ TableName: table, Item }));
      };
    },
    async drop() {
      await client.send(new DeleteTableCommand({ TableName: table }));
      client.destroy();
    },
  };
}

function listed(pairs: readonly (readonly [string, string])[]): Map<string, string[]> {
  return new Map([...Map.groupBy(pairs, ([key]) => key)].map(([key, own]) => [key, own.map(([, value]) => value)]));
}
