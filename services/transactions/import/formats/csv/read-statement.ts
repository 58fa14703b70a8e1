/** Reads a CSV file as its mapping declares. */
import { createHash } from 'node:crypto';
import { FileFormat, type Mapping, RowNotice, RowProblem } from '#gen/melo/transactions/v1/import_pb.ts';
import type { BadRow, Reading, Statement, StatementRow } from '../statement.ts';
import { cut } from './cells.ts';
import { readDate } from './date.ts';
import { decode, detectEncoding, EncodingError } from './decode.ts';
import { namesTotal } from './header-names.ts';
import { type RawAmount, readRawAmount, type Signs, signsOf, unitsOf } from './row-amount.ts';
import { MAX_ROWS, readTable, type TableRow } from './table.ts';

const MAX_PAYEE = 120;
const MAX_NOTE = 500;
const MAX_BANK_ID = 200;

type RawRow = Omit<StatementRow, 'minorUnits'> & { readonly amount: RawAmount };

/** Reads a file as its mapping declares. Returns a message for the user when the file cannot be read at all. */
export function readStatement(content: Uint8Array, mapping: Mapping, reading: Reading): Statement | string {
  const missing = missingOf(mapping);
  if (missing) return missing;
  const rows: RawRow[] = [];
  const bad: BadRow[] = [];
  try {
    for (const row of readTable(decode(content, mapping.encoding || detectEncoding(content)), mapping.delimiter)) {
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
  const signs = signsOf(rows.map(({ amount }) => amount));
  return { rows: rows.map((row) => signed(row, signs)), bad };
}

/** A message for the first required choice that the mapping lacks. */
function missingOf(mapping: Mapping): string | undefined {
  const { amount, moneyIn, moneyOut } = mapping.amountColumns ?? {};
  if (mapping.format && mapping.format !== FileFormat.CSV) return 'This file format is not supported.';
  if (!mapping.delimiter) return 'Choose the column separator.';
  if (mapping.dateColumn === undefined) return 'Choose the column of the date.';
  if (!mapping.dateOrder) return 'Choose the order of day, month and year.';
  if (!mapping.decimalMark) return 'Choose the decimal mark.';
  const hasAmount = amount !== undefined || moneyIn !== undefined || moneyOut !== undefined;
  if (!hasAmount) return 'Choose the column of the amount.';
  const needsValue = mapping.directionColumn !== undefined && !mapping.moneyOutValue.trim();
  return needsValue ? 'Choose which value of the direction column means money out.' : undefined;
}

function readRow({ rowNumber, cells, isCut }: TableRow, mapping: Mapping, reading: Reading): RawRow | BadRow {
  const value = (at: number | undefined): string => (at === undefined ? '' : (cells[at] ?? ''));
  const bad = (problemKind: RowProblem, problem: string): BadRow => ({ rowNumber, problem, problemKind });
  if (isCut) return bad(RowProblem.LINE_TOO_LONG, 'This line is too long.');
  const date = readDate(value(mapping.dateColumn), mapping.dateOrder, reading);
  if (!date) return bad(RowProblem.DATE, `${quoted(value(mapping.dateColumn))} is not a date.`);
  const amount = readRawAmount(mapping, value, reading.currency);
  if ('problem' in amount) return bad(amount.kind, amount.problem);
  const bankId = value(mapping.bankIdColumn);
  const payee = cut(value(mapping.payeeColumn), MAX_PAYEE);
  const note = cut(mapping.noteColumns.map(value).filter(Boolean).join(' · '), MAX_NOTE);
  return {
    rowNumber,
    date,
    amount,
    payee,
    note,
    // A cut id could equal another row's, so a row with an id that is too long has none.
    bankId: bankId.length > MAX_BANK_ID ? '' : bankId,
    rawKey: rawKeyOf(cells, mapping.balanceColumn),
    notices: [
      ...(isFarAhead(date, reading.today) ? [RowNotice.FUTURE_DATE] : []),
      ...(namesTotal(payee) || namesTotal(note) ? [RowNotice.TOTAL] : []),
    ],
    ...(amount.foreign && { foreign: amount.foreign }),
  };
}

function signed({ amount, ...row }: RawRow, signs: Signs): StatementRow {
  const { minorUnits, isReversal } = unitsOf(amount, signs);
  return { ...row, minorUnits, notices: isReversal ? [...row.notices, RowNotice.REVERSAL] : row.notices };
}

/** Characters of a cell that a message quotes. */
const MAX_QUOTED = 60;
const quoted = (cell: string): string => `“${cut(cell, MAX_QUOTED)}”`;

const rawKeyOf = (cells: readonly string[], balanceColumn: number | undefined): string => {
  const kept = cells.filter((_, at) => at !== balanceColumn);
  return createHash('sha256').update(JSON.stringify(kept)).digest('base64url');
};

/** Whether the date is later than the same day of next year. */
const isFarAhead = (date: string, today: string): boolean =>
  date > `${String(Number(today.slice(0, 4)) + 1).padStart(4, '0')}${today.slice(4)}`;
