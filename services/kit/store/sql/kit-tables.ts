/** The kit's own tables. Every service's migrations create them first, so a service's migrations name none of them. */
import { HASH_PREFIX } from '../idempotency.ts';
import { FIRST_SEQUENCE } from '../outbox.ts';
import type { Dialect, Sql } from './rows.ts';

/** Statements that may run any number of times; a later change of a table is added at the end. */
const statements = (dialect: Dialect): string[] => {
  const isPostgres = dialect === 'postgres';
  const bytes = isPostgres ? 'bytea' : 'mediumblob';
  const serial = isPostgres ? 'bigserial' : 'bigint auto_increment';
  const uuid = isPostgres ? 'uuid' : 'char(36) character set ascii collate ascii_bin';
  return [
    `create table if not exists request (scope varchar(100) not null, request_id varchar(36) not null, hash varchar(64) not null,
       answer ${bytes} not null, create_ms bigint not null, primary key (scope, request_id))`,
    'create index if not exists request_by_time on request (create_ms)',
    // Hashes without a key date from before version 0.1.0: whoever held a copy of the store could try passwords against them.
    `delete from request where hash not like '${HASH_PREFIX}%'`,
    `create table if not exists outbox (id ${serial} primary key, event_id varchar(36) not null, topic varchar(100) not null,
       record_key varchar(100) not null, payload ${bytes} not null, traceparent varchar(60), sequence bigint)`,
    'create index if not exists outbox_by_event on outbox (event_id)',
    'create index if not exists outbox_by_sequence on outbox (sequence, id)',
    `create table if not exists relay (id int primary key, holder varchar(100) not null, expire_ms bigint not null,
       last_sequence bigint not null)`,
    `insert into relay (id, holder, expire_ms, last_sequence) select 1, '', 0, ${FIRST_SEQUENCE}
       where not exists (select 1 from relay)`,
    `create table if not exists watermark (topic varchar(100) not null, partition_id int not null, sequence bigint not null,
       next_offset bigint not null, primary key (topic, partition_id))`,
    `create table if not exists skipped (topic varchar(100) not null, partition_id int not null, record_offset bigint not null,
       sequence bigint not null, cause varchar(1000) not null, record_key varchar(100) not null default '',
       primary key (topic, partition_id, record_offset))`,
    `create table if not exists erased (household_id ${uuid} primary key)`,
  ];
};

/** Creates the tables that are missing. */
export async function migrateKitTables(sql: Sql, dialect: Dialect): Promise<void> {
  for (const statement of statements(dialect)) await sql.execute(statement, [], 'run');
}
