/** Proposes how a file is read, for the user to confirm: the data decide, names of columns and the locale help. */
import { createHash } from 'node:crypto';
import { create } from '@bufbuild/protobuf';
import {
  AmountColumnsSchema,
  type DateOrder,
  type FileEncoding,
  FileFormat,
  type Mapping,
  MappingSchema,
} from '#gen/melo/transactions/v1/import_pb.ts';
import { ProposalNotice } from '#gen/melo/transactions/v1/import_service_pb.ts';
import type { Reading } from '../statement.ts';
import { findBody, findColumns, isAmount } from './columns.ts';
import { decode, detectEncoding, EncodingError } from './decode.ts';
import { readLines } from './lines.ts';
import { decimalMarkOf, orderOf } from './notation.ts';
import { readTable, type TableRow } from './table.ts';
import type { Columns, Proposing } from './types.ts';

const DELIMITERS = [';', ',', '\t', '|'] as const;
/** Lines that a proposal is based on. A bank's preamble is shorter. */
const MAX_SAMPLED_LINES = 60;
const SAMPLE_ROWS = 20;
/** Wider rows do not score higher. */
const MAX_SCORED_CELLS = 8;

export type Proposal = {
  readonly mapping: Mapping;
  readonly sample: readonly TableRow[];
  readonly notices: readonly ProposalNotice[];
  /** Fingerprint of the layout; equal for files of the same layout. */
  readonly layout: string;
};

/** The proposal and the first rows; undefined when the content is not text. Columns that were not recognised are unset. */
export function proposeMapping(content: Uint8Array, proposing: Proposing): Proposal | undefined {
  const encoding = detectEncoding(content);
  const lines = firstLines(content, encoding);
  if (!lines) return undefined;
  const delimiter = delimiterOf(lines);
  const rows = [...readTable([lines.join('\n')], delimiter)];
  const body = findBody(rows, proposing);
  const mapping = create(MappingSchema, { format: FileFormat.CSV, encoding, delimiter, skipRows: body?.skipRows ?? 0 });
  const notices: ProposalNotice[] = [];
  if (body) {
    const cells = body.rows.flatMap(({ cells: own }) => own.filter((_, at) => at !== body.date));
    const mark = decimalMarkOf(cells, proposing);
    const columns = findColumns(body, mark, proposing);
    const dates = body.rows.map(({ cells: own }) => own[body.date] ?? '');
    const order = orderOf(dates, proposing);
    const amount = columns.amount;
    const amountTexts = amount === undefined ? [] : body.rows.map(({ cells: own }) => own[amount] ?? '');
    const inverted = proposing.isCard && !columns.direction && areMostlyPositive(amountTexts, mark, proposing);
    if (order.isGuess) notices.push(ProposalNotice.DATE_ORDER_FROM_LOCALE);
    if (inverted) notices.push(ProposalNotice.SIGNS_TURNED);
    fill(mapping, columns, { date: body.date, order: order.order, mark, inverted });
  }
  return { mapping, sample: rows.slice(0, SAMPLE_ROWS), notices, layout: layoutOf(mapping, body?.header ?? [], rows) };
}

function fill(
  mapping: Mapping,
  columns: Columns,
  { date, order, mark, inverted }: { date: number; order: DateOrder; mark: string; inverted: boolean },
): void {
  const { amount, moneyIn, moneyOut, direction, balance, currency, foreignAmount, payee, note, bankId } = columns;
  Object.assign(mapping, {
    dateColumn: date,
    dateOrder: order,
    decimalMark: mark,
    amountColumns: create(AmountColumnsSchema, {
      inverted,
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

/** The lines that a proposal is based on; undefined when they are not text. */
function firstLines(content: Uint8Array, encoding: FileEncoding): string[] | undefined {
  const lines: string[] = [];
  try {
    for (const { text } of readLines(decode(content, encoding))) {
      if (text.includes('\0')) return undefined;
      lines.push(text);
      if (lines.length === MAX_SAMPLED_LINES) break;
    }
  } catch (error) {
    if (error instanceof EncodingError) return undefined;
    throw error;
  }
  return lines;
}

/** The delimiter of a first line `sep=;` as spreadsheets write it, else the one that gives the most regular rows. */
function delimiterOf(lines: readonly string[]): string {
  const [first = ''] = lines;
  if (/^sep=.$/i.test(first)) return first.at(-1)!;
  const regularity = (mark: string) => {
    const widths = lines.map((line) => line.split(mark).length).filter((width) => width > 1);
    const counts = Map.groupBy(widths, (width) => width);
    return Math.max(0, ...[...counts].map(([width, same]) => same.length * Math.min(width, MAX_SCORED_CELLS)));
  };
  return DELIMITERS.map((mark) => ({ mark, score: regularity(mark) })).sort((a, b) => b.score - a.score)[0]!.mark;
}

function areMostlyPositive(texts: readonly string[], mark: string, { currency }: Reading): boolean {
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
