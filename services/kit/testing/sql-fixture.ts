/** The event store fixture of PostgreSQL and MariaDB. */

import { sqlApply } from '../store/sql/apply.ts';
import { sqlCheckpoints } from '../store/sql/checkpoints.ts';
import { commitSql } from '../store/sql/commit.ts';
import { openDatabase } from '../store/sql/database.ts';
import { householdErasure } from '../store/sql/erasure.ts';
import { sqlIdempotency } from '../store/sql/idempotency.ts';
import { migrateKitTables } from '../store/sql/kit-tables.ts';
import { createMariadbWriter } from '../store/sql/mariadb-writer.ts';
import { appendOutbox, sqlOutbox } from '../store/sql/outbox.ts';
import type { Dialect, Sql } from '../store/sql/rows.ts';
import type { EventStoreFixture } from './event-store-fixture.ts';
import { rowCreatedEvent } from './row-event.ts';
import { createMariadbDatabase, createPostgresDatabase } from './test-databases.ts';

export async function sqlFixture(dialect: Dialect): Promise<EventStoreFixture> {
  const own = dialect === 'postgres' ? await createPostgresDatabase() : await createMariadbDatabase();
  const database = await openDatabase({ dialect, url: own.url, entities: [], migrations: import.meta.dirname });
  const { fork } = database;
  const run = (sql: string, values: readonly unknown[] = []) => fork().execute(sql, [...values], 'run');
  const serial = dialect === 'postgres' ? 'bigserial' : 'bigint auto_increment';
  await migrateKitTables(fork(), dialect);
  await run(`create table effect (id ${serial} primary key, household_id varchar(36), event_id varchar(36))`);
  await run('create table written (id varchar(36) primary key)');
  const writer = dialect === 'mariadb' ? createMariadbWriter(own.url) : undefined;
  const transactions = (): { transactional(work: (sql: Sql) => Promise<void>): Promise<void> } => writer ?? fork();
  const apply = sqlApply(fork, householdErasure(fork, dialect, []));
  return {
    outbox: sqlOutbox(fork, dialect),
    checkpoints: sqlCheckpoints(fork),
    idempotency: sqlIdempotency(fork),
    commit: (events) => fork().transactional((em) => appendOutbox(em, events)),
    commitWrite: (write, { id, response }, before = async () => {}) =>
      commitSql(transactions, write, { events: [rowCreatedEvent(write, id)], response }, async (sql) => {
        await sql.execute('insert into written (id) values (?)', [id], 'run');
        await before();
      }),
    rows: async () => (await fork().execute<{ id: string }[]>('select id from written')).map(({ id }) => id),
    apply: (batch, after) =>
      apply(batch, async (events, em) => {
        for (const event of events) {
          const row = [event.householdId, event.eventId];
          await em.execute('insert into effect (household_id, event_id) values (?, ?)', row, 'run');
          after?.(event);
        }
      }),
    async effects() {
      const rows = await fork().execute<{ household_id: string; event_id: string }[]>(
        'select * from effect order by id',
      );
      const byHousehold = Map.groupBy(rows, (row) => row.household_id);
      return new Map([...byHousehold].map(([id, effects]) => [id, effects.map((row) => row.event_id)]));
    },
    async backup() {
      const tables = ['effect', 'watermark'];
      for (const table of tables) {
        await run(`drop table if exists kept_${table}`);
        await run(`create table kept_${table} as select * from ${table}`);
      }
      return async () => {
        for (const table of tables) {
          await run(`delete from ${table}`);
          await run(`insert into ${table} select * from kept_${table}`);
        }
      };
    },
    async drop() {
      await writer?.close();
      await database.close();
      await own.drop();
    },
  };
}
