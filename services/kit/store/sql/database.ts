/** Opens MikroORM on PostgreSQL or MariaDB, with the kit's tables and a service's migrations. */
import type { EntitySchema } from '@mikro-orm/core';
import { MikroORM as MariaDb } from '@mikro-orm/mariadb';
import { Migrator } from '@mikro-orm/migrations';
import { type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { tlsOf } from '../../service/tls.ts';
import { migrateKitTables } from './kit-tables.ts';
import type { Dialect } from './rows.ts';

/** Connections of a pool to a store. */
export const POOL = { min: 1, max: 10 };
/** How long idempotency records are kept. */
const REQUEST_KEPT_MS = 48 * 3600_000;
const PRUNE_INTERVAL_MS = 3600_000;

export type Database = {
  /** A fresh entity manager for one unit of work. */
  fork(): EntityManager;
  migrate(): Promise<void>;
  /** Throws when the schema is older than this process. */
  assertCurrent(): Promise<void>;
  close(): Promise<void>;
};

export type DatabaseOptions = {
  readonly dialect: Dialect;
  readonly url: string;
  readonly entities: EntitySchema[];
  /** Folder of the service's forward-only migrations. */
  readonly migrations: string;
  /** PostgreSQL only: a schema of its own. */
  readonly schema?: string | undefined;
};

export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const orm = await openOrm(options);
  const fork = () => orm.em.fork();
  const prune = setInterval(() => {
    fork()
      .execute('delete from request where create_ms < ?', [Date.now() - REQUEST_KEPT_MS], 'run')
      .catch(() => {});
  }, PRUNE_INTERVAL_MS);
  prune.unref();
  return {
    fork,
    async migrate() {
      await orm.schema.ensureDatabase();
      if (options.schema) await fork().execute(`create schema if not exists ${options.schema}`, [], 'run');
      await migrateKitTables(fork(), options.dialect);
      await orm.migrator.up();
    },
    async assertCurrent() {
      const pending = await orm.migrator.getPending();
      if (pending.length > 0)
        throw new Error(
          `The schema is older than this process. Run migrate (${pending.map(({ name }) => name).join(', ')}).`,
        );
    },
    async close() {
      clearInterval(prune);
      await orm.close(true);
    },
  };
}

async function openOrm({ dialect, url, entities, migrations, schema }: DatabaseOptions): Promise<MikroORM> {
  const options = {
    clientUrl: url,
    entities,
    extensions: [Migrator],
    migrations: { path: migrations, pathTs: migrations, glob: '*.ts', snapshot: false, silent: true },
    pool: POOL,
    forceUtcTimezone: true,
    ...(schema && { schema }),
    driverOptions: { ...(schema && { options: `-c search_path=${schema}` }), ...tlsOf(url) },
    discovery: { warnWhenNoEntities: false },
  };
  // The dialects' entity managers differ in types only where we do not use them.
  return dialect === 'postgres' ? MikroORM.init(options) : ((await MariaDb.init(options)) as unknown as MikroORM);
}
