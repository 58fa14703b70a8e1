/** Separated values as rows of columns, each with its number in the file. */
import { parse } from 'csv-parse/sync';

/** Most rows and columns of a file. */
export const MAX_ROWS = 50_000;
const MAX_COLUMNS = 100;
/** Longest value kept; more is never a payee or a note. */
const MAX_VALUE = 1_000;

export type TableRow = { readonly rowNumber: number; readonly columns: readonly string[] };

/** The rows of `text`; undefined when there are too many or quotes never close. Empty lines keep their number and are left out. */
export function readTable(text: string, delimiter: string): TableRow[] | undefined {
  try {
    const records = parse(text, {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      record_delimiter: ['\r\n', '\n', '\r'],
      to: MAX_ROWS + 200,
    }) as string[][];
    return records
      .map((columns, i) => ({
        rowNumber: i + 1,
        columns: columns.slice(0, MAX_COLUMNS).map((value) => cut(value.trim(), MAX_VALUE)),
      }))
      .filter(({ columns }) => columns.some(Boolean));
  } catch {
    return undefined;
  }
}

/** The first characters of a value, at most `max`, none of them cut in half. */
export const cut = (value: string, max: number): string =>
  value.length <= max ? value : Array.from(value).slice(0, max).join('');
