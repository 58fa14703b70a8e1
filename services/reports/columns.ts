/** Columns of rows that are written in bulk as JSON. */

/** Column names with their PostgreSQL types. */
export type Columns = Readonly<Record<string, string>>;
export type Row<Of extends Columns> = { readonly [Column in keyof Of]: string | number | boolean | null };

export const columnNames = (columns: Columns): string => Object.keys(columns).join(', ');
export const columnTypes = (columns: Columns): string =>
  Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');
