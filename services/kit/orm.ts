/** SQL stores: opening MikroORM on PostgreSQL or MariaDB, and the one transaction in which a write is committed. */
import type { Message } from '@bufbuild/protobuf';
import type { EntityManager, EntitySchema, Options } from '@mikro-orm/core';
import { defineEntity, p, UniqueConstraintViolationException } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { type Act, type Requests, type Ticket, TicketTaken, type Told } from './act.ts';

/** Connections a process keeps to its store. */
const POOL = { min: 1, max: 10 };

/** Answers of writes by request id; a row of the write's own transaction. */
export const RequestRow = defineEntity({
  name: 'RequestRow',
  tableName: 'request',
  properties: {
    scope: p.string().primary(),
    requestId: p.string().primary(),
    hash: p.string(),
    answer: p.blob(),
    createTime: p.datetime(),
  },
});

/** Options of an ORM for one service: its own entities, its migrations in the folder `migrations`. */
export const ormOptions = (url: string, entities: EntitySchema[], migrations: string): Options => ({
  clientUrl: url,
  entities,
  extensions: [Migrator],
  migrations: { path: migrations, pathTs: migrations, glob: '*.ts', snapshot: false, silent: true },
  pool: POOL,
  forceUtcTimezone: true,
});

export const requestsOf = (em: () => EntityManager): Requests => ({
  async find({ scope, requestId }) {
    const row = await em().findOne(RequestRow, { scope, requestId });
    return row ? { hash: row.hash, answer: row.answer } : undefined;
  },
});
