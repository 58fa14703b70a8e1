/** Upserts rows in bulk when they are newer, and keeps erased households erased. */
import type { Sql } from '#kit/store/sql/rows.ts';

/** Advisory lock: writing shares it, erasing holds it alone, so that nothing is written for a household after its erasure. */
export const ERASURE_LOCK = 1;

/** Column names with their PostgreSQL types. */
export type Columns = Readonly<Record<string, string>>;
export type Row<Of extends Columns> = { readonly [Column in keyof Of]: string | number | boolean | null };

export const columnNames = (columns: Columns): string => Object.keys(columns).join(', ');
export const columnTypes = (columns: Columns): string =>
  Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');

/** Upserts the rows that are newer than the stored ones, in one statement, and returns their ids. Skips rows of erased households. */
export async function putNewer<Of extends Columns>(
  em: Sql,
  table: string,
  columns: Of,
  rows: readonly Row<Of>[],
): Promise<string[]> {
  if (rows.length === 0) return [];
  const hasHousehold = 'household_id' in columns;
  if (hasHousehold) await em.execute('select pg_advisory_xact_lock_shared(?)', [ERASURE_LOCK]);
  const notErased = hasHousehold
    ? 'where not exists (select from household_copy erased where erased.id = given.household_id and erased.deleted)'
    : '';
  const set = Object.keys(columns).map((name) => `${name} = excluded.${name}`);
  const written = await em.execute<{ id: string }[]>(
    `insert into ${table} (${columnNames(columns)}) select * from jsonb_to_recordset(?::jsonb) as given(${columnTypes(columns)}) ${notErased}
     on conflict (id) do update set ${set.join(', ')} where ${table}.version < excluded.version returning id::text`,
    [JSON.stringify(rows)],
  );
  return written.map(({ id }) => id);
}
