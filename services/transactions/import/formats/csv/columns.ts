/** Recognises the columns of a file by their values. Header names only decide between several that fit. */
import { DateOrder } from '#gen/melo/transactions/v1/import_pb.ts';
import { isCurrency } from '#kit/values/money.ts';
import type { Reading } from '../statement.ts';
import { readAmount } from './amount.ts';
import { findAmounts, isNegative } from './amount-columns.ts';
import { readDate } from './date.ts';
import { headerNames, moneyOutValue } from './header-names.ts';
import type { TableRow } from './table.ts';
import type { Body, Columns } from './types.ts';

export const DECIMAL_MARKS = [',', '.'] as const;
export const ORDERS = [DateOrder.YMD, DateOrder.DMY, DateOrder.MDY] as const;

export const isDate = (text: string, reading: Reading): boolean =>
  ORDERS.some((order) => readDate(text, order, reading) !== undefined);

/** Whether the text is an amount with this decimal mark, in any currency. */
export const isAmount = (text: string, mark: string, currency: string): boolean => {
  const amount = readAmount(text, mark, currency);
  return 'minorUnits' in amount || amount.problem === 'currency';
};

/** Share of the most dates in a column that another column needs to be a candidate. */
const MIN_DATE_SHARE = 0.75;

/**
 * Finds the column of the posting date: the one with the most dates, preferring a booking date. The data begin with the first row
 * that has a date there and an amount anywhere.
 */
export function findBody(rows: readonly TableRow[], reading: Reading): (Body & { readonly date: number }) | undefined {
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length));
  const hasAmount = ({ cells }: TableRow) =>
    cells.some(
      (cell) => DECIMAL_MARKS.some((mark) => isAmount(cell, mark, reading.currency)) && !isDate(cell, reading),
    );
  const bodies = Array.from({ length: width }, (_, date) => {
    const dated = rows.filter((row) => isDate(row.cells[date] ?? '', reading) && hasAmount(row));
    const first = dated[0]?.rowNumber ?? 0;
    const header = rows.findLast(({ rowNumber }) => rowNumber < first)?.cells ?? [];
    return { date, rows: dated, header, skipRows: first - 1 };
  }).filter((body) => body.rows.length > 0);
  const rank = ({ date, header }: (typeof bodies)[number]) => {
    const name = header[date] ?? '';
    return headerNames.bookingDate(name) ? 2 : headerNames.otherDate(name) ? 0 : 1;
  };
  const most = Math.max(0, ...bodies.map((body) => body.rows.length));
  // One or two invalid dates must not make the value date the posting date.
  return bodies
    .filter((body) => body.rows.length >= most * MIN_DATE_SHARE)
    .sort((a, b) => rank(b) - rank(a) || b.rows.length - a.rows.length || a.date - b.date)[0];
}

/** Finds the roles of all other columns. */
export function findColumns(body: Body & { readonly date: number }, mark: string, reading: Reading): Columns {
  const { header, rows, date } = body;
  const width = Math.max(header.length, ...rows.map(({ cells }) => cells.length));
  const all = Array.from({ length: width }, (_, i) => i).filter((i) => i !== date);
  const values = (at: number) => rows.map(({ cells }) => cells[at] ?? '').filter(Boolean);
  const name = (at: number) => header[at] ?? '';
  const columns: Columns = {};
  const currency = all.find(
    (at) => values(at).length > 0 && values(at).every((value) => isCurrency(value.toUpperCase())),
  );
  if (currency !== undefined) columns.currency = currency;
  const numeric = all.filter((at) => at !== currency && isNumeric(values(at), mark, reading));
  Object.assign(columns, findAmounts(numeric, body, mark, reading));
  const signed =
    columns.amount !== undefined && values(columns.amount).some((value) => isNegative(value, mark, reading));
  const direction = signed ? undefined : all.find((at) => moneyOutValue(values(at)) !== undefined);
  if (columns.amount !== undefined && direction !== undefined)
    columns.direction = { column: direction, moneyOut: moneyOutValue(values(direction))! };
  const taken = new Set([currency, direction, columns.moneyIn, columns.moneyOut, columns.amount, columns.balance]);
  const bankId = all.find(
    (at) => !taken.has(at) && headerNames.bankId(name(at)) && new Set(values(at)).size === rows.length,
  );
  if (bankId !== undefined) columns.bankId = bankId;
  const texts = all.filter((at) => !taken.has(at) && at !== bankId && isText(values(at), reading));
  return { ...columns, ...textRoles(texts, name) };
}

const isNumeric = (values: readonly string[], mark: string, { currency }: Reading): boolean =>
  values.length > 0 &&
  values.filter((value) => isAmount(value, mark, currency) && !isPadded(value)).length > values.length / 2;

/** Zero-padded numbers are not amounts. */
const isPadded = (text: string): boolean => /^0\d/.test(text);

const isText = (values: readonly string[], reading: Reading): boolean =>
  values.some((value) => /\p{L}/u.test(value) && !isDate(value, reading));

/** Payee and note by header name, else the first text columns. */
function textRoles(texts: readonly number[], name: (at: number) => string): Columns {
  const named =
    texts.find((at) => headerNames.party(name(at))) ??
    texts.find((at) => headerNames.payee(name(at)) && !headerNames.note(name(at)));
  const noted = texts.find((at) => at !== named && headerNames.note(name(at)));
  const payee = named ?? texts.find((at) => at !== noted) ?? noted;
  const note = noted === payee ? undefined : noted;
  return { ...(payee !== undefined && { payee }), ...(note !== undefined && { note }) };
}
