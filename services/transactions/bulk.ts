/**
 * Bulk writes with MariaDB's own driver, which sends many rows in one message. It writes 1.8 times as many rows per second as the
 * ORM's multi-row statements for a third of the processor time (10,000 rows: 0.26 s instead of 0.48 s).
 */
import { DeadlockException, UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { createPool, type PoolConnection, SqlError } from 'mariadb';
import { tlsOf } from '#kit/service/tls.ts';
import type { Cell, Sql } from '#kit/store/sql/rows.ts';

/** One per concurrent import. */
const MAX_CONNECTIONS = 2;
const ACQUIRE_TIMEOUT_MS = 10_000;
const DEADLOCK = 1213;
const DUPLICATE_KEY = 1062;

/** Within a transaction: single statements like the ORM's entity manager, and bulk inserts. */
export type BulkSql = Sql & {
  insertRows(table: string, columns: readonly string[], rows: readonly (readonly Cell[])[]): Promise<void>;
};

export type BulkWriter = ReturnType<typeof createBulkWriter>;

export function createBulkWriter(url: string) {
  const { hostname: host, port, username, password, pathname } = new URL(url);
  const pool = createPool({
    host,
    port: Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: pathname.slice(1),
    ...tlsOf(url),
    connectionLimit: MAX_CONNECTIONS,
    minimumIdle: 0,
    acquireTimeout: ACQUIRE_TIMEOUT_MS,
  });
  return {
    /** Runs `work` in a transaction. Errors: those of the ORM, so that callers do not depend on the driver. */
    async transactional<Result>(work: (sql: BulkSql) => Promise<Result>): Promise<Result> {
      const connection = await pool.getConnection();
      try {
        await connection.beginTransaction();
        const result = await work(bulkSql(connection));
        await connection.commit();
        return result;
      } catch (error) {
        await connection.rollback().catch(() => {});
        throw asOrmError(error);
      } finally {
        await connection.release();
      }
    },
    close: () => pool.end(),
  };
}

const bulkSql = (connection: PoolConnection): BulkSql => ({
  // The ORM's type covers more kinds of statements than are used here.
  execute: ((sql: string, values: unknown[] = []) =>
    translated(connection.query(sql, values))) as EntityManager['execute'],
  async insertRows(table, columns, rows) {
    if (rows.length === 0) return;
    const placeholders = columns.map(() => '?').join(', ');
    const values = rows.map((row) => row.map(parameter));
    await translated(connection.batch(`insert into ${table} (${columns.join(', ')}) values (${placeholders})`, values));
  },
});

/** The driver accepts bytes only as a Buffer and writes other types as text. */
const parameter = (cell: Cell): Cell =>
  cell instanceof Uint8Array ? Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength) : cell;

const translated = <Result>(work: Promise<Result>): Promise<Result> =>
  work.catch((error) => {
    throw asOrmError(error);
  });

function asOrmError(error: unknown): unknown {
  if (!(error instanceof SqlError)) return error;
  if (error.errno === DEADLOCK) return new DeadlockException(error);
  return error.errno === DUPLICATE_KEY ? new UniqueConstraintViolationException(error) : error;
}
