/** Column names of a row for a bulk insert. Rows are built by stores, so the names are never input. */
export const columns = (row: object): string => Object.keys(row).join(', ');
