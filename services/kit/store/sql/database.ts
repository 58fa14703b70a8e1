/** SQL stores: opening MikroORM on PostgreSQL or MariaDB, and the one transaction in which a write is committed. */
import type { Message } from '@bufbuild/protobuf';
import { DeadlockException, type EntitySchema, UniqueConstraintViolationException } from '@mikro-orm/core';
import { MikroORM as MariaDb } from '@mikro-orm/mariadb';
import { Migrator } from '@mikro-orm/migrations';
import { type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import {
  DuplicateRequestError,
  type IdempotencyKey,
  type IdempotencyStore,
  type OutboxEvent,
  type WriteContext,
} from '../../rpc/write-context.ts';
import { tlsOf } from '../../service/tls.ts';
import { appendOutbox, type Dialect, type Sql } from './tables.ts';

/** Connections a process keeps to its store. */
const POOL = { min: 1, max: 10 };
/** How long the answers of writes are kept. */
const REQUEST_KEPT_MS = 48 * 3600_000;
const PRUNE_EVERY_MS = 3600_000;
/** Tries of a commit that the store undoes because it and another wait for each other. */
const DEADLOCK_TRIES = 4;

export type Database = {
  /** A fresh entity manager for one unit of work. */
  fork(): EntityManager;
  migrate(): Promise<void>;
  /** Throws when the schema is older than this process. */
  assertCurrent(): Promise<void>;
  close(): Promise<void>;
};

/** Opens a service's database: its entities, and its forward-only migrations in the folder `migrations`; in PostgreSQL in a schema of its own, if one is named. */
export async function openDatabase(
  dialect: Dialect,
  url: string,
  entities: EntitySchema[],
  migrations: string,
  schema?: string,
): Promise<Database> {
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
  const orm =
    dialect === 'postgres' ? await MikroORM.init(options) : ((await MariaDb.init(options)) as unknown as MikroORM);
  const fork = () => orm.em.fork();
  const prune = setInterval(() => {
    fork()
      .execute('delete from request where create_ms < ?', [Date.now() - REQUEST_KEPT_MS], 'run')
      .catch(() => {});
  }, PRUNE_EVERY_MS);
  prune.unref();
  return {
    fork,
    migrate: async () => void (await orm.migrator.up()),
    async assertCurrent() {
      const pending = await orm.migrator.getPending();
      if (pending.length > 0)
        throw new Error(
          `the schema is older than this process: run migrate (${pending.map(({ name }) => name).join(', ')})`,
        );
    },
    async close() {
      clearInterval(prune);
      await orm.close(true);
    },
  };
}

/** Where the answers of writes are found again. */
export const sqlIdempotency = (fork: () => EntityManager): IdempotencyStore => ({
  async find({ scope, requestId }) {
    const [row] = await fork().execute<{ hash: string; answer: Uint8Array }[]>(
      'select hash, answer from request where scope = ? and request_id = ?',
      [scope, requestId],
    );
    return row;
  },
});

/**
 * Commits a write in one transaction: the request id with its answer, the rows that `write` puts, the events. After a deadlock
 * `write` runs again, so all it does goes through its entity manager.
 * Errors: TicketTaken when another commit used the request id first.
 */
export async function commitSql<Answer extends Message, Handle extends Sql = EntityManager>(
  fork: () => { transactional(work: (handle: Handle) => Promise<void>): Promise<void> },
  act: WriteContext,
  events: readonly OutboxEvent[],
  answer: Answer,
  write: (handle: Handle) => Promise<void>,
): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    try {
      await fork().transactional(async (em) => {
        if (act.idempotencyKey) await keepAnswer(em, act.idempotencyKey, answer, act.now);
        await write(em);
        await appendOutbox(em, events);
      });
      return answer;
    } catch (error) {
      if (!(error instanceof DeadlockException) || tries === DEADLOCK_TRIES) throw error;
    }
  }
}

async function keepAnswer(em: Sql, ticket: IdempotencyKey, answer: Message, now: Temporal.Instant): Promise<void> {
  const { scope, requestId, hash } = ticket;
  try {
    await em.execute(
      'insert into request (scope, request_id, hash, answer, create_ms) values (?, ?, ?, ?, ?)',
      [scope, requestId, hash, Buffer.from(ticket.encode(answer)), now.epochMilliseconds],
      'run',
    );
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) throw new DuplicateRequestError();
    throw error;
  }
}
