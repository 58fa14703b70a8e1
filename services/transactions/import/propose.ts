/** Proposes how a file is read: delimiter, header, columns, date order and decimal mark, for the user to confirm. */
import { create } from '@bufbuild/protobuf';
import {
  DateOrder,
  FileEncoding,
  FileFormat,
  type Mapping,
  MappingSchema,
} from '#gen/melo/transactions/v1/import_pb.ts';
import { readAmount } from './amount.ts';
import { type Day, readDate } from './date.ts';
import { decode, EncodingError, recognise } from './decode.ts';
import { readLines } from './lines.ts';
import type { Reading } from './statement.ts';
import { readTable, type TableRow } from './table.ts';

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
  reading: Reading,
): { mapping: Mapping; sample: readonly TableRow[] } | undefined {
  const encoding = recognise(content);
  const lines = firstLines(content, encoding);
  if (!lines) return undefined;
  const delimiter = DELIMITERS.map((mark) => ({ mark, score: regularity(lines, mark) })).sort(
    (a, b) => b.score - a.score,
  )[0]!.mark;
  const rows = [...readTable([lines.join('\n')], delimiter)].slice(0, LOOKED_AT);
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length));
  const header = rows.find(
    ({ cells }) => cells.filter(Boolean).length > width / 2 && cells.some((name) => names.date.test(name)),
  );
  const skipRows = header?.rowNumber ?? 0;
  const data = rows.filter(({ rowNumber }) => rowNumber > skipRows);
  const mapping = create(MappingSchema, {
    format: FileFormat.CSV,
    encoding: encoding || FileEncoding.UTF8,
    delimiter,
    skipRows,
  });
  nameColumns(mapping, header?.cells ?? [], data, reading);
  return { mapping, sample: rows.slice(0, SAMPLE_ROWS) };
}

/** The lines a proposal is made of; undefined when they are no text. */
function firstLines(content: Uint8Array, encoding: FileEncoding): string[] | undefined {
  const lines: string[] = [];
  try {
    for (const { text } of readLines(decode(content, encoding))) {
      if (text.includes('\0')) return undefined;
      lines.push(text);
      if (lines.length === LOOKED_AT) break;
    }
  } catch (error) {
    if (error instanceof EncodingError) return undefined;
    throw error;
  }
  return lines;
}

/** How alike the rows are with this delimiter: rows of the commonest width above one column. */
function regularity(lines: readonly string[], delimiter: string): number {
  const widths = lines.map((row) => row.split(delimiter).length).filter((width) => width > 1);
  const counts = Map.groupBy(widths, (width) => width);
  return Math.max(0, ...[...counts].map(([width, same]) => same.length * Math.min(width, 8)));
}

function nameColumns(mapping: Mapping, header: readonly string[], data: readonly TableRow[], reading: Reading): void {
  const column = (pattern: RegExp, taken: readonly (number | undefined)[] = []): number | undefined => {
    const at = header.findIndex((name, i) => pattern.test(name) && !taken.includes(i));
    return at < 0 ? undefined : at;
  };
  const values = (at: number | undefined) =>
    at === undefined ? [] : data.map(({ cells }) => cells[at] ?? '').filter(Boolean);
  const date = column(names.date) ?? firstColumn(data, (value) => orderOf([value], reading) !== undefined);
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
    dateOrder: orderOf(values(date), reading) ?? DateOrder.UNSPECIFIED,
    decimalMark: markOf(amounts, reading.currency) ?? '',
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
  const width = Math.max(0, ...data.map(({ cells }) => cells.length));
  const at = Array.from({ length: width }, (_, i) => i).find(
    (i) => !taken.includes(i) && data.length > 0 && data.every(({ cells }) => fits(cells[i] ?? '')),
  );
  return at;
}

/** The order in which most dates are one; day before month where both would do. */
function orderOf(dates: readonly string[], day: Day): DateOrder | undefined {
  const fits = (order: DateOrder) => dates.filter((date) => readDate(date, order, day)).length;
  const [best] = [DateOrder.YMD, DateOrder.DMY, DateOrder.MDY].sort((a, b) => fits(b) - fits(a));
  return fits(best!) > dates.length / 2 ? best : undefined;
}

/** The mark with which every amount is one; undefined when both or none would do. */
function markOf(amounts: readonly string[], currency: string): string | undefined {
  const fitting = [',', '.'].filter((mark) =>
    amounts.every((amount) => 'minorUnits' in readAmount(amount, mark, currency)),
  );
  return amounts.length > 0 && fitting.length === 1 ? fitting[0] : undefined;
}
