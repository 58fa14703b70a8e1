/** A statement: the rows of a bank's file, whatever its format, as money on days. */
import { FileFormat, type Mapping } from '#gen/melo/transactions/v1/import_pb.ts';
import { readAmount } from './amount.ts';
import { cut } from './cells.ts';
import { type Day, readDate } from './date.ts';
import { decode, EncodingError, recognise } from './decode.ts';
import { MAX_ROWS, readTable, type TableRow } from './table.ts';

export type StatementRow = {
  readonly rowNumber: number;
  readonly date: string;
  readonly minorUnits: bigint;
  readonly payee: string;
  readonly note: string;
  /** The bank's own id. Empty: none. */
  readonly bankId: string;
};
export type BadRow = { readonly rowNumber: number; readonly problem: string };
export type Statement = { readonly rows: readonly StatementRow[]; readonly bad: readonly BadRow[] };
/** What a file's text is read against. */
export type Reading = Day & { readonly currency: string };

const MAX_PAYEE = 120;
const MAX_NOTE = 500;
const MAX_BANK_ID = 200;

/** Reads a file as its mapping declares; a string says in the user's words why it cannot be read at all. */
export function readStatement(content: Uint8Array, mapping: Mapping, reading: Reading): Statement | string {
  const missing = missingOf(mapping);
  if (missing) return missing;
  const rows: StatementRow[] = [];
  const bad: BadRow[] = [];
  try {
    for (const row of readTable(decode(content, mapping.encoding || recognise(content)), mapping.delimiter)) {
      if (row.rowNumber <= mapping.skipRows) continue;
      if (rows.length + bad.length === MAX_ROWS) return `The file has more than ${MAX_ROWS} rows.`;
      const read = readRow(row, mapping, reading);
      if ('problem' in read) bad.push(read);
      else rows.push(read);
    }
  } catch (error) {
    if (error instanceof EncodingError) return 'The file is not in the chosen encoding.';
    throw error;
  }
  return { rows, bad };
}

/** What the mapping does not say yet. */
function missingOf(mapping: Mapping): string | undefined {
  const { amount, moneyIn, moneyOut } = mapping.amountColumns ?? {};
  if (mapping.format && mapping.format !== FileFormat.CSV) return 'This format is not known.';
  if (!mapping.delimiter) return 'Choose what separates the columns.';
  if (mapping.dateColumn === undefined) return 'Choose the column of the date.';
  if (!mapping.dateOrder) return 'Choose the order of day, month and year.';
  if (!mapping.decimalMark) return 'Choose the decimal mark.';
  const hasAmount = amount !== undefined || moneyIn !== undefined || moneyOut !== undefined;
  return hasAmount ? undefined : 'Choose the column of the amount.';
}

function readRow({ rowNumber, cells, isCut }: TableRow, mapping: Mapping, reading: Reading): StatementRow | BadRow {
  const value = (at: number | undefined): string => (at === undefined ? '' : (cells[at] ?? ''));
  if (isCut) return { rowNumber, problem: 'This line is too long.' };
  const date = readDate(value(mapping.dateColumn), mapping.dateOrder, reading);
  if (!date) return { rowNumber, problem: `${quoted(value(mapping.dateColumn))} is not a date.` };
  const minorUnits = amountOf(mapping, value, reading.currency);
  if (typeof minorUnits === 'string') return { rowNumber, problem: minorUnits };
  const bankId = value(mapping.bankIdColumn);
  const note = mapping.noteColumns.map(value).filter(Boolean).join(' · ');
  return {
    rowNumber,
    date,
    minorUnits,
    payee: cut(value(mapping.payeeColumn), MAX_PAYEE),
    note: cut(note, MAX_NOTE),
    // Half an id may be another row's; a row whose id is too long has none.
    bankId: bankId.length > MAX_BANK_ID ? '' : bankId,
  };
}

/** Letters of a cell that a sentence repeats. */
const MAX_QUOTED = 60;
const quoted = (cell: string): string => `“${cut(cell, MAX_QUOTED)}”`;

/** Minor units, or what is wrong with them. */
function amountOf(
  { amountColumns, decimalMark }: Mapping,
  value: (at: number | undefined) => string,
  currency: string,
): bigint | string {
  const read = (text: string): bigint | string => {
    const amount = readAmount(text, decimalMark, currency);
    return 'problem' in amount ? `${quoted(text)} is not an amount in ${currency}.` : amount.minorUnits;
  };
  const { amount, moneyIn, moneyOut, inverted } = amountColumns!;
  if (amount !== undefined) {
    const units = read(value(amount));
    return typeof units === 'string' || !inverted ? units : -units;
  }
  const [into, out] = [value(moneyIn), value(moneyOut)];
  const [unitsIn, unitsOut] = [into ? read(into) : 0n, out ? read(out) : 0n];
  if (typeof unitsIn === 'string') return unitsIn;
  if (typeof unitsOut === 'string') return unitsOut;
  if (!into && !out) return 'There is no amount.';
  return (unitsIn < 0n ? -unitsIn : unitsIn) - (unitsOut < 0n ? -unitsOut : unitsOut);
}
