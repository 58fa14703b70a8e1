/** Users, households, claims and security events in PostgreSQL. */
import { openDatabase } from '#kit/store/sql/database.ts';
import { sqlIdempotency } from '#kit/store/sql/idempotency.ts';
import { sqlOutbox } from '#kit/store/sql/outbox.ts';
import { claims } from './auth/claim-store.ts';
import { commits } from './commits.ts';
import { HouseholdRow, MemberRow, UserRow } from './rows.ts';
import { securityEvents } from './security-events.ts';
import { queries } from './user/queries.ts';

export type UserStore = Awaited<ReturnType<typeof openStore>>;

/** `wake` is called after each commit, so that its events are published at once. */
export async function openStore(url: string, wake: () => void) {
  const database = await openDatabase({
    dialect: 'postgres',
    url,
    entities: [UserRow, HouseholdRow, MemberRow],
    migrations: `${import.meta.dirname}/migrations`,
  });
  const { fork } = database;
  return {
    ...database,
    ...queries(fork),
    ...claims(fork),
    ...commits(fork, wake),
    ...securityEvents(fork),
    idempotency: sqlIdempotency(fork),
    outbox: sqlOutbox(fork, 'postgres'),
  };
}
