/** Errors of every driver and library, thrown for real with values that must not be seen, and what logs, spans and records keep of them. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { after, describe, test } from 'node:test';
import { inspect } from 'node:util';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { fromJson } from '@bufbuild/protobuf';
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { Redis } from 'ioredis';
import { jwtVerify, SignJWT } from 'jose';
import { Kafka, logLevel } from 'kafkajs';
import { createConnection } from 'mariadb';
import { MongoClient } from 'mongodb';
import { createTransport } from 'nodemailer';
import pg from 'pg';
import { MoneySchema } from '#gen/melo/money/v1/money_pb.ts';
import { addresses } from '#infra/local/addresses.ts';
import { openDatabase } from '../store/sql/database.ts';
import { createMariadbDatabase, createPostgresDatabase } from '../testing/test-databases.ts';
import { createLog } from './log.ts';
import { safeError, safeFields, safeSummary } from './redaction.ts';
import { inSpan, SpanKind, startTelemetry } from './telemetry.ts';

const CANARY = `canary${randomUUID().slice(0, 8)}`;
const ADDRESS = `${CANARY}@example.com`;
const at = addresses();

/** What leaves a process when `thrown` ends a piece of work. */
async function emitted(thrown: unknown): Promise<string> {
  const lines: string[] = [];
  const log = createLog('test', 'debug', { write: (line) => void lines.push(line) });
  await inSpan({ name: 'work', kind: SpanKind.INTERNAL, attributes: { email: ADDRESS } }, async () => {
    log.error(
      { err: thrown, password: CANARY, request: { refresh_token: CANARY, headers: [{ cookie: CANARY }] } },
      'failed',
    );
    log.error(thrown as Error);
    throw thrown;
  }).catch(() => {});
  const spans = exporter.getFinishedSpans().map(({ attributes, events, status }) => ({ attributes, events, status }));
  assert.ok(lines.length === 2 && spans.length > 0);
  return `${lines.join('')}${JSON.stringify(spans)}${safeSummary(thrown)}`;
}

const exporter = new InMemorySpanExporter();
const telemetry = startTelemetry('test', [new SimpleSpanProcessor({ exporter })]);
after(() => telemetry.stop());

/** Each fails with an error that repeats the canary. */
const failures: Readonly<Record<string, () => Promise<unknown>>> = {
  'PostgreSQL by the ORM': () => byOrm('postgres'),
  'MariaDB by the ORM': () => byOrm('mariadb'),
  async 'PostgreSQL by pg'() {
    const client = new pg.Client(at.urls.postgres('postgres'));
    await client.connect();
    await client.query('select $1::int', [CANARY]).finally(() => client.end());
  },
  async 'MariaDB by mariadb'() {
    const { hostname: host, port, username: user, password } = new URL(at.urls.mariadb);
    const connection = await createConnection({ host, port: Number(port), user, password });
    await connection.query(`select ${CANARY}`).finally(() => connection.end());
  },
  async MongoDB() {
    const client = new MongoClient(at.urls.mongodb);
    const db = client.db(`test_${randomUUID().replaceAll('-', '')}`);
    try {
      for (let i = 0; i < 2; i++) await db.collection<{ _id: string }>('person').insertOne({ _id: ADDRESS });
    } finally {
      await db.dropDatabase();
      await client.close();
    }
  },
  async DynamoDB() {
    const client = new DynamoDBClient({
      endpoint: at.urls.dynamodb,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    await client
      .send(
        new GetItemCommand({
          TableName: 'accounts',
          Key: { pk: { S: 'a' }, sk: { S: 'b' } },
          ProjectionExpression: `${CANARY} ${CANARY}`,
        }),
      )
      .finally(() => client.destroy());
  },
  async Redis() {
    const redis = new Redis(at.urls.redis);
    await redis.call(CANARY, ADDRESS).finally(() => redis.quit());
  },
  async Kafka() {
    const kafka = new Kafka({ brokers: [at.urls.kafka], logLevel: logLevel.NOTHING, retry: { retries: 0 } });
    const admin = kafka.admin();
    await admin.connect();
    await admin
      .createTopics({ topics: [{ topic: CANARY, numPartitions: 1, replicationFactor: 9 }] })
      .finally(() => admin.disconnect());
  },
  'the schema registry': () =>
    new SchemaRegistry({ host: at.urls.registry, retry: { retries: 0 } }).getLatestSchemaId(CANARY),
  async SMTP() {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.write('220 ready\r\n');
      socket.on('data', (data) => {
        const isRecipient = /^RCPT/m.test(data.toString());
        socket.write(isRecipient ? `550 no ${ADDRESS} here\r\n` : '250 fine\r\n');
      });
    });
    const port = await new Promise<number>((done) =>
      server.listen(0, '127.0.0.1', () => done((server.address() as { port: number }).port)),
    );
    const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
    await transport.sendMail({ from: 'a@example.com', to: ADDRESS, subject: '', text: '' }).finally(() => {
      transport.close();
      server.close();
    });
  },
  async 'a token'() {
    const key = new TextEncoder().encode('a key of thirty-two bytes length');
    const token = await new SignJWT({ iss: CANARY }).setProtectedHeader({ alg: 'HS256' }).sign(key);
    await jwtVerify(token, key, { issuer: 'melo' });
  },
  JSON: async () => JSON.parse(CANARY),
  BigInt: async () => BigInt(CANARY),
  URL: async () => new URL(CANARY),
  fetch: () => fetch(CANARY),
  Intl: async () => new Intl.NumberFormat('en', { style: 'currency', currency: CANARY }),
  'a message from JSON': async () => fromJson(MoneySchema, { minorUnits: CANARY }),
};

async function byOrm(dialect: 'postgres' | 'mariadb'): Promise<void> {
  const own = dialect === 'postgres' ? await createPostgresDatabase() : await createMariadbDatabase();
  const database = await openDatabase({ dialect, url: own.url, entities: [], migrations: import.meta.dirname });
  const run = (sql: string, values: string[] = []) => database.fork().execute(sql, values, 'run');
  try {
    await run('create table person (email varchar(100) primary key, password_hash varchar(100) not null)');
    for (let i = 0; i < 2; i++) await run('insert into person (email, password_hash) values (?, ?)', [ADDRESS, CANARY]);
  } finally {
    await database.close();
    await own.drop();
  }
}

describe('no value leaves a process in an error of', () => {
  for (const [name, fail] of Object.entries(failures)) {
    test(name, async () => {
      const error: unknown = await fail().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      assert.ok(error instanceof Error, 'it fails');
      assert.ok(inspect(error, { depth: 10 }).includes(CANARY), 'the error itself holds the value');
      const said = await emitted(error);
      assert.ok(!said.includes(CANARY), said);
      assert.ok(safeError(error).type.length > 1);
    });
  }
});

test('of our own errors the words stay, without what they quote', () => {
  const error = new Error(`the topic "${CANARY}" is not consumed`, { cause: new Error(`mail to ${ADDRESS} failed`) });
  const { message, stack, cause } = safeError(error);
  assert.equal(message, 'the topic "…" is not consumed');
  assert.match(stack!, /redaction\.test\.ts:\d+/);
  assert.equal(cause!.message, 'mail to [redacted] failed');
});

test('a message that looks like stack frames does not pass for some', () => {
  const { stack } = safeError(new Error(`x\n    at ${CANARY} (file.ts:1:1)`));
  assert.ok(!stack!.includes(CANARY));
});

test('fields with names of secrets are redacted at any depth; page tokens and codes are not', () => {
  const fields = { pageToken: 'p', code: 5, list: [{ newPassword: 'x' }], bytes: new Uint8Array(3), none: undefined };
  assert.deepEqual(safeFields(fields), {
    pageToken: 'p',
    code: 5,
    list: [{ newPassword: '[redacted]' }],
    bytes: '3 bytes',
    none: undefined,
  });
});
