/** Bulk inserts of rows built by a store. */

/** Names of columns are those of the rows built here, never of anything given. */
export const columns = (row: object): string => Object.keys(row).join(', ');
