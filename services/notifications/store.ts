/** Notifications, mails and recipients in PostgreSQL. */
import { topics } from '#infra/topology.ts';
import { sqlCheckpoints } from '#kit/store/sql/checkpoints.ts';
import { openDatabase } from '#kit/store/sql/database.ts';
import { sqlIdempotency } from '#kit/store/sql/idempotency.ts';
import { promoteReplicas } from '#kit/store/sql/promote-replicas.ts';
import { mailQueue, queueMails } from './mail/store.ts';
import { commits } from './notification/commits.ts';
import { effects } from './notification/effects.ts';
import { queries } from './notification/queries.ts';
import { recipientEffects } from './recipient/effects.ts';
import { recipientQueries } from './recipient/queries.ts';
import { waitingAlerts } from './recipient/waiting-alerts.ts';
import { NotificationRow, RecipientRow } from './rows.ts';

/** Queries and commits for routes, the queue of mails, and what effects of events write. */
export type NotificationStore = Awaited<ReturnType<typeof openStore>>;

/** `schema` is that of the live store unless a rebuild fills another. */
export async function openStore(url: string, schema?: string) {
  const database = await openDatabase({
    dialect: 'postgres',
    url,
    entities: [NotificationRow, RecipientRow],
    migrations: `${import.meta.dirname}/migrations`,
    schema,
  });
  const { fork } = database;
  return {
    ...database,
    ...queries(fork),
    ...recipientQueries(fork),
    ...commits(fork),
    ...effects(fork),
    ...recipientEffects,
    ...waitingAlerts,
    mails: mailQueue(fork),
    queueMails,
    checkpoints: sqlCheckpoints(fork),
    idempotency: sqlIdempotency(fork),
  };
}

/** Schema that a rebuild fills. */
const SHADOW_SCHEMA = 'beside';

/** An empty schema, for a rebuild of recipients, households and members. `promote` puts its rows in place of the live ones. */
export async function openShadowStore(url: string, live: NotificationStore) {
  const run = (sql: string) => live.fork().execute(sql, [], 'run');
  await run(`drop schema if exists ${SHADOW_SCHEMA} cascade`);
  await run(`create schema ${SHADOW_SCHEMA}`);
  const store = await openStore(url, SHADOW_SCHEMA);
  await store.migrate();
  return {
    store,
    async promote() {
      const replicated = [topics.user, topics.household];
      await promoteReplicas(live.fork, SHADOW_SCHEMA, ['recipient', 'household_copy', 'member'], replicated);
      await run(`drop schema ${SHADOW_SCHEMA} cascade`);
    },
  };
}
