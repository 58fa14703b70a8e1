/** Facts and replicas in PostgreSQL. All of it is derived from topics. */
import { sqlCheckpoints } from '#kit/store/sql/checkpoints.ts';
import { openDatabase } from '#kit/store/sql/database.ts';
import { sqlIdempotency } from '#kit/store/sql/idempotency.ts';
import { openPgReader } from '#kit/store/sql/pg-reader.ts';
import { effects } from './effects.ts';
import { queries } from './queries.ts';

/** Queries for routes, and what effects of events write. */
export type ReportStore = Awaited<ReturnType<typeof openStore>>;

/** `schema` is that of the live store unless a rebuild fills another. */
export async function openStore(url: string, schema?: string) {
  const database = await openDatabase({
    dialect: 'postgres',
    url,
    entities: [],
    migrations: `${import.meta.dirname}/migrations`,
    schema,
  });
  const { fork } = database;
  const reader = openPgReader({ url, schema });
  return {
    ...database,
    ...queries(reader),
    ...effects(fork),
    checkpoints: sqlCheckpoints(fork),
    idempotency: sqlIdempotency(fork),
    async close() {
      await reader.close();
      await database.close();
    },
  };
}

/** Schema that a rebuild fills, and the name of the one that it replaces until that is dropped. */
const SHADOW_SCHEMA = 'beside';
const REPLACED_SCHEMA = 'replaced';

/** An empty schema, for a rebuild. `promote` puts it in place of the live one. */
export async function openShadowStore(url: string, live: ReportStore) {
  const run = (sql: string) => live.fork().execute(sql, [], 'run');
  await run(`drop schema if exists ${SHADOW_SCHEMA} cascade`);
  await run(`create schema ${SHADOW_SCHEMA}`);
  const store = await openStore(url, SHADOW_SCHEMA);
  await store.migrate();
  return {
    store,
    async promote() {
      await live.fork().transactional(async (em) => {
        // Waits for running effects. Later ones find other checkpoints in the new schema, and their consumer reads again from there.
        await em.execute('lock table public.watermark in access exclusive mode', [], 'run');
        await em.execute(`alter schema public rename to ${REPLACED_SCHEMA}`, [], 'run');
        await em.execute(`alter schema ${SHADOW_SCHEMA} rename to public`, [], 'run');
      });
      await run(`drop schema ${REPLACED_SCHEMA} cascade`);
    },
  };
}
