/**
 * Reads from MariaDB with its own driver: prepared statements, and the statements of one read share a connection and are sent without
 * waiting for each other. A read never holds one connection while it waits for another.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { openMariadbPool } from './mariadb-pool.ts';
import type { Sql } from './rows.ts';

export type MariadbReader = ReturnType<typeof createMariadbReader>;

export function createMariadbReader(url: string) {
  // JSON stays text, as the ORM returns it.
  const pool = openMariadbPool(url, { autoJsonMap: false });
  return {
    /** Runs `work` on one connection. `work` waits for all its statements, also when one fails. Rows have columns as keys; whole numbers of 64 bits are bigint, decimals are text. */
    async read<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> {
      const connection = await pool.getConnection();
      try {
        // The ORM's type covers more kinds of statements than are used here.
        const execute = ((sql: string, values: unknown[] = []) =>
          connection.execute(sql, values)) as EntityManager['execute'];
        return await work({ execute });
      } finally {
        await connection.release();
      }
    },
    close: () => pool.end(),
  };
}
