/** Rows in few statements: `?` stands for a parameter in either dialect. */
import type { EntityManager } from '@mikro-orm/postgresql';

export type Dialect = 'postgres' | 'mariadb';

/** Either dialect's entity manager; only `execute` is used here. */
export type Sql = Pick<EntityManager, 'execute'>;

export type Cell = string | number | bigint | Uint8Array | null;

/** Rows of one insert statement. */
const INSERT_BATCH_SIZE = 500;

/**
 * Like Promise.all, but waits for all also when one fails, so that no statement still runs when its connection is released.
 * Throws what the first in the list that failed has thrown.
 */
export async function allInOrder<const Works extends readonly unknown[]>(
  works: Works,
): Promise<{ -readonly [Index in keyof Works]: Awaited<Works[Index]> }> {
  await Promise.allSettled(works);
  return Promise.all(works) as never;
}

/** One `?` for each value, as in `in (?, ?, ?)`. */
export const placeholders = (values: readonly unknown[]): string => values.map(() => '?').join(', ');

/** Inserts rows by column, all with the columns of the first. `onConflict` ends each statement, such as `on conflict do nothing`. */
export async function insertAll(
  sql: Sql,
  table: string,
  rows: readonly Readonly<Record<string, Cell>>[],
  onConflict = '',
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const cells = `(${placeholders(columns)})`;
  for (let i = 0; i < rows.length; i += INSERT_BATCH_SIZE) {
    const batch = rows.slice(i, i + INSERT_BATCH_SIZE);
    await sql.execute(
      `insert into ${table} (${columns.join(', ')}) values ${batch.map(() => cells).join(', ')} ${onConflict}`,
      batch.flatMap((row) => columns.map((column) => parameter(row[column]!))),
      'run',
    );
  }
}

/** Changes the row that has all of `where`; false when there is none. */
export async function updateRow(
  sql: Sql,
  table: string,
  where: Readonly<Record<string, Cell>>,
  row: Readonly<Record<string, Cell>>,
): Promise<boolean> {
  const equal = (cells: Readonly<Record<string, Cell>>) => Object.keys(cells).map((column) => `${column} = ?`);
  const { affectedRows } = await sql.execute<{ affectedRows: number }>(
    `update ${table} set ${equal(row).join(', ')} where ${equal(where).join(' and ')}`,
    [...Object.values(row), ...Object.values(where)].map(parameter),
    'run',
  );
  return affectedRows === 1;
}

const parameter = (cell: Cell): Cell =>
  typeof cell === 'bigint' ? cell.toString() : cell instanceof Uint8Array ? Buffer.from(cell) : cell;
