/** Local copies of other services' resources in PostgreSQL and MariaDB. */
import { lockAgainstErasure } from './erasure.ts';
import { type Cell, type Dialect, placeholders, type Sql } from './rows.ts';

/** A row of a replica by column. A resource of a household names it in household_id. */
export type ReplicaRow = { readonly id: string; readonly version: bigint } & Readonly<Record<string, Cell | boolean>>;

/**
 * Writes rows in one statement: none that is older than the stored one, and none of an erased household. A row of the stored
 * version is written again, which fills columns that older replicas lack. All rows have the columns of the first. Returns the IDs
 * of the rows that are stored in the given version.
 */
export async function putNewer(
  sql: Sql,
  dialect: Dialect,
  table: string,
  rows: readonly ReplicaRow[],
): Promise<string[]> {
  const newest = newestOf(rows);
  if (newest.length === 0) return [];
  return dialect === 'postgres' ? putPostgres(sql, table, newest) : putMariadb(sql, table, newest);
}

/**
 * The newest row of each ID, because two hosts whose clocks differ may publish events of a resource out of order. In the order of
 * IDs, so that transactions which write the same rows wait for each other instead of deadlocking.
 */
const newestOf = (rows: readonly ReplicaRow[]): ReplicaRow[] => {
  const byVersion = rows.toSorted((a, b) => (a.version < b.version ? -1 : 1));
  return [...new Map(byVersion.map((row) => [row.id, row])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
};

async function putPostgres(sql: Sql, table: string, rows: readonly ReplicaRow[]): Promise<string[]> {
  const columns = Object.keys(rows[0]!);
  const isOfHousehold = columns.includes('household_id');
  if (isOfHousehold) await lockAgainstErasure(sql);
  const notErased = 'where not exists (select from erased where erased.household_id = given.household_id)';
  const written = await sql.execute<{ id: string }[]>(
    `insert into ${table} (${columns.join(', ')})
     select ${columns.join(', ')} from jsonb_populate_recordset(null::${table}, ?::jsonb) as given ${isOfHousehold ? notErased : ''}
     on conflict (id) do update set ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}
     where ${table}.version <= excluded.version returning id::text`,
    [JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? value.toString() : value))],
  );
  return written.map(({ id }) => id);
}

async function putMariadb(sql: Sql, table: string, rows: readonly ReplicaRow[]): Promise<string[]> {
  const columns = Object.keys(rows[0]!);
  const isOfHousehold = columns.includes('household_id');
  // The locking read of `erased` waits for a mark that is being written, and a mark waits for this transaction.
  const notErased = 'where not exists (select 1 from erased where household_id = ?)';
  const row = `select ${placeholders(columns)} from dual ${isOfHousehold ? notErased : ''}`;
  // The version is assigned last, because the other assignments read it.
  const fields = columns.filter((column) => column !== 'id' && column !== 'version');
  const assignments = fields.map(
    (column) => `${column} = if(values(version) >= version, values(${column}), ${column})`,
  );
  const stored = await sql.execute<{ id: string; version: bigint | string }[]>(
    `insert into ${table} (${columns.join(', ')}) ${rows.map(() => row).join(' union all ')}
     on duplicate key update ${[...assignments, 'version = greatest(version, values(version))'].join(', ')} returning id, version`,
    rows.flatMap((one) => [
      ...columns.map((column) => parameter(one[column]!)),
      ...(isOfHousehold ? [parameter(one['household_id']!)] : []),
    ]),
  );
  const given = new Map(rows.map(({ id, version }) => [id, version]));
  return stored.filter(({ id, version }) => BigInt(version) === given.get(id)).map(({ id }) => id);
}

const parameter = (cell: Cell | boolean): Cell | boolean => (typeof cell === 'bigint' ? cell.toString() : cell);
