/** Databases of a test's own on the real servers of the local stack. */
import { randomUUID } from 'node:crypto';
import { createConnection } from 'mariadb';
import { MongoClient } from 'mongodb';
import pg from 'pg';
import { addresses, serviceEnv } from '#infra/local/addresses.ts';

/** A database of a test's own on the real PostgreSQL, dropped by `drop`. */
export async function createPostgresDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const superuser = addresses().urls.postgres('postgres');
  const run = async (sql: string) => {
    const client = new pg.Client(superuser);
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await run(`create database ${name} template template0`);
  const url = new URL(superuser);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`drop database ${name} with (force)`) };
}

/** A database of a test's own on the real MariaDB, dropped by `drop`. */
export async function createMariadbDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const url = new URL(addresses().urls.mariadb);
  const name = `transactions_${randomUUID().replaceAll('-', '')}`;
  const { hostname: host, port, username: user, password } = url;
  const run = async (sql: string) => {
    const connection = await createConnection({ host, port: Number(port), user, password });
    await connection.query(sql).finally(() => connection.end());
  };
  await run(`create database ${name} character set utf8mb4`);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`drop database ${name}`) };
}

/** A database of a test's own on the real MongoDB, dropped by `drop`. */
export function createMongodbDatabase(): { url: string; drop(): Promise<void> } {
  const url = new URL(addresses().urls.mongodb);
  url.pathname = `/test_${randomUUID().replaceAll('-', '')}`;
  const drop = async () => {
    const client = await MongoClient.connect(url.href);
    await client.db().dropDatabase();
    await client.close();
  };
  return { url: url.href, drop };
}

/** Address of DynamoDB Local; the AWS SDK's own settings, which it reads from the environment, point there too. */
export function localDynamodb(): string {
  const at = addresses();
  for (const [key, value] of Object.entries(serviceEnv(at, 'accounts')))
    if (key.startsWith('AWS_')) process.env[key] ??= value;
  return at.urls.dynamodb;
}
