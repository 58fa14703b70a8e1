/** Proposes how a file is read: delimiter, header, columns, date order and decimal mark, for the user to confirm. */
import { create } from '@bufbuild/protobuf';
import {
  DateOrder,
  FileEncoding,
  FileFormat,
  type Mapping,
  MappingSchema,
} from '#gen/melo/transactions/v1/import_pb.ts';
import { decode, recognise } from './decode.ts';
import { readTable, type TableRow } from './table.ts';
import { readAmount, readDate } from './value.ts';

const DELIMITERS = [';', ',', '\t', '|'] as const;
/** Rows looked at; a bank's preamble is shorter. */
const LOOKED_AT = 60;
const SAMPLE_ROWS = 20;

/** What banks call their columns, in a few languages; the first that fits wins. */
const names = {
  date: /^(buchungs(tag|datum)|booking ?date|posting ?date|datum|date|transaction ?date|completed date|valuta)/i,
  amount: /^(betrag|umsatz|amount|montant|importe|bedrag)/i,
  in: /^(haben|gutschrift|credit|paid in|money in|eingang|einzahlung|crédit)/i,
  out: /^(soll|lastschrift|belastung|debit|paid out|money out|ausgang|auszahlung|débit)/i,
  payee:
    /(empf|auftraggeber|zahlungspflicht|beg[uü]nstigt|payee|name|merchant|counterparty|description|libell[eé]|naam)/i,
  note: /(verwendungszweck|buchungstext|memo|reference|purpose|notes?|details|communication|omschrijving)/i,
  bankId: /^(referenz|transaction ?id|fitid|id|reference ?number|umsatz-?id)$/i,
} as const;

/** The proposal and the first rows; undefined when the bytes are no text. Columns that could not be recognised are unset. */
export function proposeMapping(
  content: Uint8Array,
  currency: string,
): { mapping: Mapping; sample: readonly TableRow[] } | undefined {
  const encoding = recognise(content);
  const text = decode(content, encoding);
  if (text === undefined || text.includes('\0')) return undefined;
  const delimiter = DELIMITERS.map((mark) => ({ mark, score: regularity(text, mark) })).sort(
    (a, b) => b.score - a.score,
  )[0]!.mark;
  const rows = (readTable(text, delimiter) ?? []).slice(0, LOOKED_AT);
  const width = Math.max(0, ...rows.map(({ columns }) => columns.length));
  const header = rows.find(
    ({ columns }) => columns.filter(Boolean).length > width / 2 && columns.some((name) => names.date.test(name)),
  );
  const skipRows = header?.rowNumber ?? 0;
  const data = rows.filter(({ rowNumber }) => rowNumber > skipRows);
  const mapping = create(MappingSchema, {
    format: FileFormat.CSV,
    encoding: encoding || FileEncoding.UTF8,
    delimiter,
    skipRows,
  });
  nameColumns(mapping, header?.columns ?? [], data, currency);
  return { mapping, sample: rows.slice(0, SAMPLE_ROWS) };
}

/** How alike the rows are with this delimiter: rows of the commonest width above one column. */
function regularity(text: string, delimiter: string): number {
  const widths = text
    .split(/\r\n|\n|\r/)
    .slice(0, LOOKED_AT)
    .map((row) => row.split(delimiter).length)
    .filter((width) => width > 1);
  const counts = Map.groupBy(widths, (width) => width);
  return Math.max(0, ...[...counts].map(([width, same]) => same.length * Math.min(width, 8)));
}

function nameColumns(mapping: Mapping, header: readonly string[], data: readonly TableRow[], currency: string): void {
  const column = (pattern: RegExp, taken: readonly (number | undefined)[] = []): number | undefined => {
    const at = header.findIndex((name, i) => pattern.test(name) && !taken.includes(i));
    return at < 0 ? undefined : at;
  };
  const values = (at: number | undefined) =>
    at === undefined ? [] : data.map(({ columns }) => columns[at] ?? '').filter(Boolean);
  const date = column(names.date) ?? firstColumn(data, (value) => orderOf([value]) !== undefined);
  const [moneyIn, moneyOut] = [column(names.in), column(names.out)];
  const split = moneyIn !== undefined && moneyOut !== undefined;
  const amount = split
    ? undefined
    : (column(names.amount) ?? firstColumn(data, (value) => /\d[.,]\d{2}\s*[-+]?$/.test(value), [date]));
  const payee = column(names.payee, [date, amount, moneyIn, moneyOut]);
  const note = column(names.note, [date, amount, payee, moneyIn, moneyOut]);
  const bankId = column(names.bankId, [date, amount, payee, note]);
  const amounts = split ? [...values(moneyIn), ...values(moneyOut)] : values(amount);
  const proposal = {
    dateOrder: orderOf(values(date)) ?? DateOrder.UNSPECIFIED,
    decimalMark: markOf(amounts, currency) ?? '',
    ...(date !== undefined && { dateColumn: date }),
    amountColumns: create(MappingSchema, {
      amountColumns: split ? { moneyIn, moneyOut } : amount === undefined ? {} : { amount },
    }).amountColumns!,
    ...(payee !== undefined && { payeeColumn: payee }),
    noteColumns: note === undefined ? [] : [note],
    ...(bankId !== undefined && { bankIdColumn: bankId }),
  };
  Object.assign(mapping, proposal);
}

function firstColumn(
  data: readonly TableRow[],
  fits: (value: string) => boolean,
  taken: readonly (number | undefined)[] = [],
): number | undefined {
  const width = Math.max(0, ...data.map(({ columns }) => columns.length));
  const at = Array.from({ length: width }, (_, i) => i).find(
    (i) => !taken.includes(i) && data.length > 0 && data.every(({ columns }) => fits(columns[i] ?? '')),
  );
  return at;
}

/** The order in which most dates are one; day before month where both would do. */
function orderOf(dates: readonly string[]): DateOrder | undefined {
  const fits = (order: DateOrder) => dates.filter((date) => readDate(date, order)).length;
  const [best] = [DateOrder.YMD, DateOrder.DMY, DateOrder.MDY].sort((a, b) => fits(b) - fits(a));
  return fits(best!) > dates.length / 2 ? best : undefined;
}

/** The mark with which every amount is one; undefined when both or none would do. */
function markOf(amounts: readonly string[], currency: string): string | undefined {
  const fitting = [',', '.'].filter((mark) =>
    amounts.every((amount) => readAmount(amount, mark, currency) !== undefined),
  );
  return amounts.length > 0 && fitting.length === 1 ? fitting[0] : undefined;
}
