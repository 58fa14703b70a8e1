/** Categories in PostgreSQL. */
import { sqlCheckpoints } from '#kit/store/sql/checkpoints.ts';
import { openDatabase } from '#kit/store/sql/database.ts';
import { householdErasure } from '#kit/store/sql/erasure.ts';
import { sqlIdempotency } from '#kit/store/sql/idempotency.ts';
import { sqlOutbox } from '#kit/store/sql/outbox.ts';
import { openPgReader } from '#kit/store/sql/pg-reader.ts';
import { commits } from './commits.ts';
import { effects } from './effects.ts';
import { queries } from './queries.ts';
import { CategoryRow } from './rows.ts';

/** Queries and commits for routes, and what effects of events write. */
export type CategoryStore = Awaited<ReturnType<typeof openStore>>;

/** `wake` is called after each commit, so that its events are published at once. */
export async function openStore(url: string, wake: () => void) {
  const database = await openDatabase({
    dialect: 'postgres',
    url,
    entities: [CategoryRow],
    migrations: `${import.meta.dirname}/migrations`,
  });
  const { fork } = database;
  const reader = openPgReader({ url });
  const erasure = householdErasure(fork, 'postgres', ['category', 'category_tree']);
  return {
    ...database,
    ...queries(reader.read),
    ...commits(fork, erasure, wake),
    ...effects(fork, erasure, wake),
    erasure,
    checkpoints: sqlCheckpoints(fork),
    idempotency: sqlIdempotency(fork),
    outbox: sqlOutbox(fork, 'postgres'),
    async close() {
      await reader.close();
      await database.close();
    },
  };
}
