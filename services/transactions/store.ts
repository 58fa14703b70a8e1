/** The ledger, imports and replicas in MariaDB. */
import { topics } from '#infra/topology.ts';
import { sqlApply } from '#kit/store/sql/apply.ts';
import { sqlCheckpoints } from '#kit/store/sql/checkpoints.ts';
import { openDatabase } from '#kit/store/sql/database.ts';
import { householdErasure } from '#kit/store/sql/erasure.ts';
import { sqlIdempotency } from '#kit/store/sql/idempotency.ts';
import { createMariadbReader } from '#kit/store/sql/mariadb-reader.ts';
import { createMariadbWriter } from '#kit/store/sql/mariadb-writer.ts';
import { sqlOutbox } from '#kit/store/sql/outbox.ts';
import { promoteReplicas } from '#kit/store/sql/promote-replicas.ts';
import { commits } from './commits.ts';
import { imports } from './import/store/imports.ts';
import { ImportRow } from './import/store/rows.ts';
import { createReplicas } from './references/replicas.ts';
import { occurrenceQueries } from './schedule/store/occurrence-queries.ts';
import { scheduleQueries } from './schedule/store/queries.ts';
import { queries } from './transaction/store/queries.ts';

/** Queries and commits for routes, and the replicas that effects of events write. */
export type TransactionStore = Awaited<ReturnType<typeof openStore>>;

/** Tables with a household's rows. Lines and history are deleted with their transactions. */
const HOUSEHOLD_TABLES = [
  'ledger',
  'month_sum',
  'import',
  'mapping',
  'left_out_row',
  'joined_row',
  'account_copy',
  'category_copy',
  'household_copy',
  'schedule',
  'occurrence',
];

/** `wake` is called after each commit, so that its events are published at once. */
export async function openStore(url: string, wake: () => void) {
  const database = await openDatabase({
    dialect: 'mariadb',
    url,
    entities: [ImportRow],
    migrations: `${import.meta.dirname}/migrations`,
  });
  const { fork } = database;
  const reader = createMariadbReader(url);
  const writer = createMariadbWriter(url);
  const erasure = householdErasure(fork, 'mariadb', HOUSEHOLD_TABLES);
  return {
    ...database,
    ...queries(reader),
    ...commits({ writer, erasure, wake }),
    apply: sqlApply(fork, erasure),
    imports: imports(fork),
    schedules: { ...scheduleQueries(reader), ...occurrenceQueries(reader) },
    replicas: createReplicas(fork),
    erasure,
    checkpoints: sqlCheckpoints(fork),
    idempotency: sqlIdempotency(fork),
    outbox: sqlOutbox(fork, 'mariadb'),
    async close() {
      await reader.close();
      await writer.close();
      await database.close();
    },
  };
}

/** An empty database, for a rebuild of replicas. `promote` puts its rows in place of the live ones. */
export async function openShadowStore(url: string, live: TransactionStore) {
  const shadowUrl = new URL(url);
  const name = `${shadowUrl.pathname.slice(1)}_beside`;
  shadowUrl.pathname = `/${name}`;
  const run = (sql: string) => live.fork().execute(sql, [], 'run');
  await run(`drop database if exists ${name}`);
  await run(`create database ${name}`);
  const store = await openStore(shadowUrl.href, () => {});
  await store.migrate();
  return {
    store,
    async promote() {
      const replicated = [topics.account, topics.category, topics.household];
      await promoteReplicas(live.fork, name, ['account_copy', 'category_copy', 'household_copy', 'erased'], replicated);
      await run(`drop database ${name}`);
    },
  };
}
