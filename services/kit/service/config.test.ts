import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { addresses, serviceEnv } from '#infra/local/addresses.ts';
import { processes, services } from '#infra/topology.ts';
import { readConfig } from './config.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'melo-config-'));
});
after(() => rm(folder, { recursive: true }));

const key = () => randomBytes(32).toString('base64url');
const PASSWORD = 'kX9-wallaby-7Q';

/** Settings that production accepts, of every process. */
const good = (): Record<string, string> => ({
  MELO_ENV: 'production',
  MELO_SOCKET: '/run/melo/users.sock',
  MELO_EGRESS: '/run/melo/users-out.sock',
  MELO_JWKS: '/etc/melo/jwks.json',
  MELO_PUBLIC_URL: 'https://melo.example',
  MELO_IDEMPOTENCY_KEY: key(),
  MELO_AUDIT_KEY: key(),
  MELO_KAFKA_BROKERS: 'b1.example:9096,b2.example:9096',
  MELO_KAFKA_TLS: 'true',
  MELO_KAFKA_SASL: 'scram-sha-512',
  MELO_KAFKA_USERNAME: 'users',
  MELO_KAFKA_PASSWORD: PASSWORD,
  MELO_REGISTRY_URL: 'https://registry.example/apis/ccompat/v7',
  MELO_REGISTRY_USERNAME: 'users',
  MELO_REGISTRY_PASSWORD: PASSWORD,
  MELO_POSTGRES_URL: `postgres://users:${PASSWORD}@db.example/users?sslmode=verify-full`,
  MELO_MARIADB_URL: `mariadb://transactions:${PASSWORD}@db.example/transactions?sslmode=verify-full`,
  MELO_MONGODB_URL: `mongodb://budgets:${PASSWORD}@m1.example:27017,m2.example:27017/budgets?tls=true`,
  MELO_REDIS_URL: `rediss://:${PASSWORD}@redis.example`,
  MELO_SMTP_URL: 'smtps://melo:x@mail.example',
  MELO_JWT_KEY: 'pem',
  MELO_REFRESH_KEY: key(),
  MELO_MAIL_KEY: key(),
});

const read = (name: string, changes: Record<string, string | undefined> = {}) =>
  readConfig(name, { ...good(), ...changes } as NodeJS.ProcessEnv);

test('production starts on settings that are complete, encrypted and not guessable', () => {
  for (const { name } of processes) assert.ok(read(name).isProduction);
  assert.equal(read('accounts').optional('MELO_DYNAMODB_URL'), undefined);
  assert.equal(read('mesh', { MELO_KAFKA_TLS: undefined }).name, 'mesh');
});

describe('production refuses', () => {
  const cases: readonly (readonly [string, string, string | undefined, RegExp])[] = [
    ['users', 'MELO_POSTGRES_URL', undefined, /MELO_POSTGRES_URL is not set/],
    ['users', 'MELO_POSTGRES_URL', 'nonsense', /MELO_POSTGRES_URL is not an address/],
    ['users', 'MELO_POSTGRES_URL', `postgres://u:${PASSWORD}@db/u`, /MELO_POSTGRES_URL is not encrypted/],
    [
      'users',
      'MELO_POSTGRES_URL',
      `postgres://u:${PASSWORD}@db/u?sslmode=require`,
      /MELO_POSTGRES_URL is not encrypted/,
    ],
    ['users', 'MELO_POSTGRES_URL', 'postgres://u:local-users@db/u?sslmode=verify-full', /well-known password/],
    ['users', 'MELO_POSTGRES_URL', 'postgres://u:P%61ssword123456@db/u?sslmode=verify-full', /well-known password/],
    ['users', 'MELO_POSTGRES_URL', 'postgres://u:Zk81x@db/u?sslmode=verify-full', /fewer than 12 characters/],
    ['users', 'MELO_POSTGRES_URL', 'postgres://u@db/u?sslmode=verify-full', /MELO_POSTGRES_URL has no password/],
    ['users', 'MELO_REDIS_URL', `redis://:${PASSWORD}@redis`, /MELO_REDIS_URL is not encrypted/],
    ['transactions', 'MELO_MARIADB_URL', `mariadb://u:${PASSWORD}@db/t`, /MELO_MARIADB_URL is not encrypted/],
    ['budgets', 'MELO_MONGODB_URL', `mongodb://u:${PASSWORD}@m1,m2/b`, /MELO_MONGODB_URL is not encrypted/],
    ['budgets', 'MELO_MONGODB_URL', `mongodb://u:${PASSWORD}@m1/b?tls=true&tlsInsecure=true`, /does not verify/],
    ['accounts', 'MELO_DYNAMODB_URL', 'http://127.0.0.1:8000', /MELO_DYNAMODB_URL is not encrypted/],
    ['notifications', 'MELO_SMTP_URL', 'smtp://mail.example', /MELO_SMTP_URL is not encrypted/],
    ['reports', 'MELO_KAFKA_TLS', 'false', /MELO_KAFKA_TLS must be true/],
    ['reports', 'MELO_KAFKA_SASL', undefined, /MELO_KAFKA_SASL is not set/],
    ['reports', 'MELO_KAFKA_SASL', 'plain', /MELO_KAFKA_SASL must be scram-sha-512 or aws-msk-iam/],
    ['reports', 'MELO_KAFKA_PASSWORD', 'changeme', /MELO_KAFKA_PASSWORD has a well-known password/],
    ['reports', 'MELO_REGISTRY_URL', 'http://registry', /MELO_REGISTRY_URL must begin with https/],
    ['reports', 'MELO_REGISTRY_PASSWORD', undefined, /MELO_REGISTRY_PASSWORD is not set/],
    ['users', 'MELO_PUBLIC_URL', 'http://melo.example', /MELO_PUBLIC_URL must begin with https/],
    ['users', 'MELO_IDEMPOTENCY_KEY', 'short', /MELO_IDEMPOTENCY_KEY is not at least 32 random bytes/],
    ['users', 'MELO_REFRESH_KEY', undefined, /MELO_REFRESH_KEY is not set/],
    ['users', 'MELO_ENV', 'prodution', /MELO_ENV is "prodution"; it must be development or production/],
  ];
  for (const [name, variable, value, expected] of cases)
    test(`${variable}=${value ?? ''}`, () => {
      assert.throws(() => read(name, { [variable]: value }), expected);
      if (value && variable !== 'MELO_ENV')
        assert.throws(
          () => read(name, { [variable]: value }),
          (error: Error) => !error.message.includes(value),
        );
    });
});

test('every wrong variable is named at once', () => {
  const empty = { MELO_ENV: 'production' } as NodeJS.ProcessEnv;
  const needed = [
    'SOCKET',
    'EGRESS',
    'JWKS',
    'PUBLIC_URL',
    'IDEMPOTENCY_KEY',
    'AUDIT_KEY',
    'KAFKA_BROKERS',
    'KAFKA_TLS',
    'KAFKA_SASL',
  ];
  const storage = ['REGISTRY_URL', 'REGISTRY_USERNAME', 'REGISTRY_PASSWORD', 'POSTGRES_URL', 'SMTP_URL'];
  assert.throws(
    () => readConfig('notifications', empty),
    ({ message }: Error) => [...needed, ...storage].every((name) => message.includes(`MELO_${name} is not set`)),
  );
});

test('no setting of the local stack is accepted in production', () => {
  const at = addresses({ HOME: folder });
  for (const { name, stores } of services) {
    const local = { ...good(), ...serviceEnv(at, name), MELO_ENV: 'production' } as NodeJS.ProcessEnv;
    assert.throws(
      () => readConfig(name, local),
      ({ message }: Error) => stores.every((store) => message.includes(`MELO_${store.toUpperCase()}_URL`)),
    );
  }
});

test('a secret is read from the file that its _FILE variable names', async () => {
  const file = join(folder, 'key');
  const secret = key();
  await writeFile(file, `${secret}\n`);
  const { idempotencyKey } = read('users', { MELO_IDEMPOTENCY_KEY: undefined, MELO_IDEMPOTENCY_KEY_FILE: file });
  assert.equal(idempotencyKey.toString('base64url'), secret);
  const missing = { MELO_IDEMPOTENCY_KEY: undefined, MELO_IDEMPOTENCY_KEY_FILE: join(folder, 'none') };
  assert.throws(() => read('users', missing), /MELO_IDEMPOTENCY_KEY_FILE cannot be read/);
});

test('Kafka is reached by TLS and SCRAM, or by tokens of AWS IAM', async () => {
  const { kafka } = read('reports');
  assert.deepEqual(kafka.sasl, { mechanism: 'scram-sha-512', username: 'users', password: PASSWORD });
  assert.deepEqual([kafka.ssl, kafka.brokers.length], [true, 2]);
  const iam = read('reports', { MELO_KAFKA_SASL: 'aws-msk-iam', AWS_REGION: 'eu-central-1' }).kafka.sasl;
  assert.equal(iam?.mechanism, 'oauthbearer');
  assert.throws(
    () => read('reports', { MELO_KAFKA_SASL: 'aws-msk-iam', AWS_REGION: undefined }),
    /AWS_REGION is not set/,
  );
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
  const { value } = await (iam as { oauthBearerProvider(): Promise<{ value: string }> }).oauthBearerProvider();
  const signed = new URL(Buffer.from(value, 'base64url').toString());
  assert.equal(signed.hostname, 'kafka.eu-central-1.amazonaws.com');
  assert.ok(signed.searchParams.get('X-Amz-Signature'));
});
