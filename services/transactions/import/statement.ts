/** A statement: the rows of a bank's file, whatever its format, as money on days. */
import { FileFormat, type Mapping } from '#gen/melo/transactions/v1/import_pb.ts';
import { decode, recognise } from './decode.ts';
import { cut, MAX_ROWS, readTable, type TableRow } from './table.ts';
import { readAmount, readDate } from './value.ts';

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

const MAX_PAYEE = 120;
const MAX_NOTE = 500;
const MAX_BANK_ID = 200;

/** Reads a file as its mapping declares; a string says in the user's words why it cannot be read at all. */
export function readStatement(content: Uint8Array, mapping: Mapping, currency: string): Statement | string {
  if (mapping.format && mapping.format !== FileFormat.CSV) return 'This format is not known.';
  const text = decode(content, mapping.encoding || recognise(content));
  if (text === undefined) return 'The file is not in the chosen encoding.';
  if (!mapping.delimiter) return 'Choose what separates the columns.';
  if (mapping.dateColumn === undefined) return 'Choose the column of the date.';
  if (!mapping.dateOrder) return 'Choose the order of day, month and year.';
  if (!mapping.decimalMark) return 'Choose the decimal mark.';
  const { amount, moneyIn, moneyOut } = mapping.amountColumns ?? {};
  if (amount === undefined && moneyIn === undefined && moneyOut === undefined)
    return 'Choose the column of the amount.';
  const table = readTable(text, mapping.delimiter);
  if (!table) return 'The file is damaged: a quote never closes.';
  const data = table.filter(({ rowNumber }) => rowNumber > mapping.skipRows);
  if (data.length > MAX_ROWS) return `The file has more than ${MAX_ROWS} rows.`;
  const rows: StatementRow[] = [];
  const bad: BadRow[] = [];
  for (const row of data) {
    const read = readRow(row, mapping, currency);
    if ('problem' in read) bad.push(read);
    else rows.push(read);
  }
  return { rows, bad };
}

function readRow({ rowNumber, columns }: TableRow, mapping: Mapping, currency: string): StatementRow | BadRow {
  const value = (at: number | undefined): string => (at === undefined ? '' : (columns[at] ?? ''));
  const date = readDate(value(mapping.dateColumn), mapping.dateOrder);
  if (!date) return { rowNumber, problem: `“${value(mapping.dateColumn)}” is no date.` };
  const minorUnits = amountOf(mapping, value, currency);
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

/** Minor units, or what is wrong with them. */
function amountOf(
  { amountColumns, decimalMark }: Mapping,
  value: (at: number | undefined) => string,
  currency: string,
): bigint | string {
  const read = (text: string) => readAmount(text, decimalMark, currency);
  const { amount, moneyIn, moneyOut, inverted } = amountColumns!;
  if (amount !== undefined) {
    const units = read(value(amount));
    return units === undefined ? `“${value(amount)}” is no amount in ${currency}.` : inverted ? -units : units;
  }
  const [into, out] = [value(moneyIn), value(moneyOut)];
  const [unitsIn, unitsOut] = [into ? read(into) : 0n, out ? read(out) : 0n];
  if (unitsIn === undefined || unitsOut === undefined)
    return `“${unitsIn === undefined ? into : out}” is no amount in ${currency}.`;
  if (!into && !out) return 'There is no amount.';
  return (unitsIn < 0n ? -unitsIn : unitsIn) - (unitsOut < 0n ? -unitsOut : unitsOut);
}
