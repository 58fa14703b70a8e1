/**
 * Commits to MariaDB with its own driver. It sends statements without waiting for the answers of those before, so that a commit
 * takes three round trips, and many rows in one message: 1.8 times as many rows per second as multi-row statements of the ORM,
 * for a third of the processor time (10,000 rows: 0.26 s instead of 0.48 s).
 */
import { DeadlockException, UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type PoolConnection, SqlError } from 'mariadb';
import { openMariadbPool } from './mariadb-pool.ts';
import { type Cell, placeholders, type Sql } from './rows.ts';

const DEADLOCK = 1213;
const DUPLICATE_KEY = 1062;

/** Within a transaction: single statements like the ORM's entity manager, and bulk inserts. Statements are sent in the order of the calls. */
export type WriterSql = Sql & {
  insertRows(table: string, columns: readonly string[], rows: readonly (readonly Cell[])[]): Promise<void>;
};

export type MariadbWriter = ReturnType<typeof createMariadbWriter>;

export function createMariadbWriter(url: string) {
  // After a deadlock MariaDB has rolled back all; with autocommit, statements sent behind the failed one would be committed.
  const pool = openMariadbPool(url, { initSql: 'set autocommit = 0' });
  return {
    /**
     * Runs `work` in a transaction. `work` waits for all its statements, also when one fails. Errors: those of the ORM, so that
     * callers do not depend on the driver.
     */
    async transactional<Result>(work: (sql: WriterSql) => Promise<Result>): Promise<Result> {
      const connection = await pool.getConnection();
      try {
        const result = await work(writerSql(connection));
        await connection.query('commit');
        return result;
      } catch (error) {
        await connection.query('rollback').catch(() => connection.destroy());
        throw asOrmError(error);
      } finally {
        await connection.release();
      }
    },
    close: () => pool.end(),
  };
}

const writerSql = (connection: PoolConnection): WriterSql => ({
  // The ORM's type covers more kinds of statements than are used here.
  execute: ((sql: string, values: unknown[] = []) =>
    translated(connection.query(sql, values))) as EntityManager['execute'],
  async insertRows(table, columns, rows) {
    if (rows.length === 0) return;
    const values = rows.map((row) => row.map(parameter));
    const into = `insert into ${table} (${columns.join(', ')})`;
    await translated(connection.batch(`${into} values (${placeholders(columns)})`, values));
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
