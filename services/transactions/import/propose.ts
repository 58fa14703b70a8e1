/** Proposes how a file is read, for the user to confirm: the data decide, names of columns and the locale help. */
import { createHash } from 'node:crypto';
import { create } from '@bufbuild/protobuf';
import {
  AmountColumnsSchema,
  DateOrder,
  type FileEncoding,
  FileFormat,
  type Mapping,
  MappingSchema,
} from '#gen/melo/transactions/v1/import_pb.ts';
import { ProposalNotice } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { type Columns, findBody, findColumns, isAmount, MARKS, ORDERS } from './columns.ts';
import { type Day, readDate } from './date.ts';
import { decode, EncodingError, recognise } from './decode.ts';
import { readLines } from './lines.ts';
import type { Reading } from './statement.ts';
import { readTable, type TableRow } from './table.ts';

const DELIMITERS = [';', ',', '\t', '|'] as const;
/** Rows looked at; a bank's preamble is shorter. */
const LOOKED_AT = 60;
const SAMPLE_ROWS = 20;
/** Wider rows say no more. */
const JUDGED_CELLS = 8;

/** Who proposes: the user's locale, and whether the account is a credit card. */
export type Proposing = Reading & { readonly locale: string; readonly isCard: boolean };
export type Proposal = {
  readonly mapping: Mapping;
  readonly sample: readonly TableRow[];
  readonly notices: readonly ProposalNotice[];
  /** The same for files of the same layout. */
  readonly layout: string;
};

/** The proposal and the first rows; undefined when the bytes are no text. Columns that could not be recognised are unset. */
export function proposeMapping(content: Uint8Array, proposing: Proposing): Proposal | undefined {
  const encoding = recognise(content);
  const lines = firstLines(content, encoding);
  if (!lines) return undefined;
  const delimiter = delimiterOf(lines);
  const rows = [...readTable([lines.join('\n')], delimiter)];
  const body = findBody(rows, proposing);
  const mapping = create(MappingSchema, { format: FileFormat.CSV, encoding, delimiter, skipRows: body?.skipRows ?? 0 });
  const notices: ProposalNotice[] = [];
  if (body) {
    const cells = body.rows.flatMap(({ cells: own }) => own.filter((_, at) => at !== body.date));
    const mark = markOf(cells, proposing);
    const columns = findColumns(body, mark, proposing);
    const dates = body.rows.map(({ cells: own }) => own[body.date] ?? '');
    const order = orderOf(dates, proposing);
    const amount = columns.amount;
    const amountTexts = amount === undefined ? [] : body.rows.map(({ cells: own }) => own[amount] ?? '');
    const turned = proposing.isCard && !columns.direction && mostPositive(amountTexts, mark, proposing);
    if (order.isGuess) notices.push(ProposalNotice.DATE_ORDER_FROM_LOCALE);
    if (turned) notices.push(ProposalNotice.SIGNS_TURNED);
    fill(mapping, columns, { date: body.date, order: order.order, mark, turned });
  }
  return { mapping, sample: rows.slice(0, SAMPLE_ROWS), notices, layout: layoutOf(mapping, body?.header ?? [], rows) };
}

function fill(
  mapping: Mapping,
  columns: Columns,
  { date, order, mark, turned }: { date: number; order: DateOrder; mark: string; turned: boolean },
): void {
  const { amount, moneyIn, moneyOut, direction, balance, currency, foreignAmount, payee, note, bankId } = columns;
  Object.assign(mapping, {
    dateColumn: date,
    dateOrder: order,
    decimalMark: mark,
    amountColumns: create(AmountColumnsSchema, {
      inverted: turned,
      ...(amount !== undefined && { amount }),
      ...(moneyIn !== undefined && { moneyIn }),
      ...(moneyOut !== undefined && { moneyOut }),
    }),
    noteColumns: note === undefined ? [] : [note],
    ...(direction && { directionColumn: direction.column, moneyOutValue: direction.moneyOut }),
    ...(balance !== undefined && { balanceColumn: balance }),
    ...(currency !== undefined && { currencyColumn: currency }),
    ...(foreignAmount !== undefined && currency !== undefined && { foreignAmountColumn: foreignAmount }),
    ...(payee !== undefined && { payeeColumn: payee }),
    ...(bankId !== undefined && { bankIdColumn: bankId }),
  });
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

/** As spreadsheets say it in a first line `sep=;`, else the one with which rows are most alike. */
function delimiterOf(lines: readonly string[]): string {
  const [first = ''] = lines;
  if (/^sep=.$/i.test(first)) return first.at(-1)!;
  const regularity = (mark: string) => {
    const widths = lines.map((line) => line.split(mark).length).filter((width) => width > 1);
    const counts = Map.groupBy(widths, (width) => width);
    return Math.max(0, ...[...counts].map(([width, same]) => same.length * Math.min(width, JUDGED_CELLS)));
  };
  return DELIMITERS.map((mark) => ({ mark, score: regularity(mark) })).sort((a, b) => b.score - a.score)[0]!.mark;
}

/** The mark with which more cells are amounts; the locale's where both do. */
function markOf(cells: readonly string[], { currency, locale }: Proposing): string {
  const fits = (mark: string) => cells.filter((cell) => isAmount(cell, mark, currency)).length;
  const [comma, point] = MARKS.map(fits);
  if (comma !== point) return comma! > point! ? ',' : '.';
  const parts = new Intl.NumberFormat(locale || 'en').formatToParts(1.5);
  return parts.find(({ type }) => type === 'decimal')?.value === ',' ? ',' : '.';
}

/** The order in which most dates are one; between day and month the locale decides where both would do, and that is a guess. */
function orderOf(dates: readonly string[], proposing: Proposing): { order: DateOrder; isGuess: boolean } {
  const read = (order: DateOrder) => dates.map((date) => readDate(date, order, proposing satisfies Day) ?? '');
  const counts = ORDERS.map((order) => ({ order, days: read(order), count: read(order).filter(Boolean).length }));
  const best = Math.max(...counts.map(({ count }) => count));
  const fitting = counts.filter(({ count }) => count === best);
  const of = (order: DateOrder) => fitting.find((one) => one.order === order);
  const [ymd, dmy, mdy] = [of(DateOrder.YMD), of(DateOrder.DMY), of(DateOrder.MDY)];
  // Where a month is named, day and year may only be told apart by custom: the day first.
  if (!dmy || !mdy) return { order: (dmy ?? mdy ?? ymd)!.order, isGuess: false };
  const isGuess = dmy.days.some((day, i) => day !== mdy.days[i]);
  if (!isGuess) return { order: ymd && dates.every(startsWithYear) ? DateOrder.YMD : DateOrder.DMY, isGuess };
  return { order: isMonthFirst(proposing.locale) ? DateOrder.MDY : DateOrder.DMY, isGuess };
}

const startsWithYear = (date: string): boolean => /^\d{4}/.test(date);

function isMonthFirst(locale: string): boolean {
  if (locale === '') return false;
  const parts = new Intl.DateTimeFormat(locale, { dateStyle: 'short' }).formatToParts(0).map(({ type }) => type);
  return parts.indexOf('month') < parts.indexOf('day');
}

function mostPositive(texts: readonly string[], mark: string, { currency }: Reading): boolean {
  const positive = texts.filter((text) => isAmount(text, mark, currency) && !/[-−(]/.test(text)).length;
  return positive > texts.length / 2;
}

/** A fingerprint of header texts, width, preamble, delimiter and encoding. */
function layoutOf(
  { encoding, delimiter, skipRows }: Mapping,
  header: readonly string[],
  rows: readonly TableRow[],
): string {
  const width = rows.find(({ rowNumber }) => rowNumber > skipRows)?.cells.length ?? 0;
  const parts = [header, header.length || width, skipRows, delimiter, encoding];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
