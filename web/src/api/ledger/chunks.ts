/** The loaded part of a list of transactions: chunks as the pages were read, ordered, the newest first. Pure. */

import { create } from '@bufbuild/protobuf';
import { type Money, MoneySchema } from '#gen/melo/money/v1/money_pb.ts';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { ListTransactionsResponse } from '#gen/melo/transactions/v1/transaction_service_pb.ts';

export type Chunk = {
  /** The page token that reads it; '' for the first. */
  readonly token: string;
  /** The last row of the chunk before it when it was first read; its own rows come after that one. */
  readonly after: Transaction | undefined;
  readonly rows: readonly Transaction[];
  /** When it was last read, in milliseconds. */
  readonly readAt: number;
};

export type Ledger = {
  readonly chunks: readonly Chunk[];
  /** The token of the next page; '' when all rows are loaded. */
  readonly next: string;
  /** Of all rows, the loaded and the others. */
  readonly count: number;
  readonly totals: readonly Money[];
};

type Page = Pick<ListTransactionsResponse, 'transactions' | 'nextPageToken' | 'totalCount' | 'totalAmounts'>;

export const rowsOf = ({ chunks }: Ledger): Transaction[] => chunks.flatMap(({ rows }) => rows);

export const firstChunk = (page: Page, readAt: number): Ledger => ({
  chunks: [{ token: '', after: undefined, rows: page.transactions, readAt }],
  next: page.nextPageToken,
  ...figuresOf(page),
});

/** Adds the page that `ledger.next` reads. */
export function withNext(ledger: Ledger, page: Page, readAt: number): Ledger {
  const known = new Set(rowsOf(ledger).map(({ id }) => id));
  const rows = page.transactions.filter(({ id }) => !known.has(id));
  const chunk = { token: ledger.next, after: lastRow(ledger), rows, readAt };
  return { chunks: [...ledger.chunks, chunk], next: page.nextPageToken, ...figuresOf(page) };
}

/** Replaces the chunk of the token by a later read of it. Rows that are the same stay the same objects. */
export function refreshed(ledger: Ledger, token: string, page: Page, readAt: number): Ledger {
  const index = ledger.chunks.findIndex((chunk) => chunk.token === token);
  const chunk = ledger.chunks[index];
  if (!chunk) return ledger;
  const known = new Map(rowsOf(ledger).map((row) => [row.id, row]));
  const rows = page.transactions.map((row) => sameOr(known.get(row.id), row));
  const others = without(
    ledger,
    rows.map(({ id }) => id),
  ).chunks;
  const rest = page.nextPageToken === '' ? [] : restOf(others.slice(index), page.nextPageToken, rows.at(-1)!);
  return {
    chunks: [...others.slice(0, index), { ...chunk, rows, readAt }, ...rest],
    next: rest.length === 0 ? page.nextPageToken : ledger.next,
    ...figuresOf(page),
  };
}

/** What follows a chunk that was read again: rows that it no longer reaches go to the chunk after it, which begins where it ends. */
function restOf([chunk, ...later]: readonly Chunk[], token: string, last: Transaction): Chunk[] {
  const beyond = (rows: readonly Transaction[]) => rows.filter((row) => isBefore(last, row));
  const left = beyond(chunk!.rows);
  const [first, ...others] = later
    .map((one) => ({ ...one, rows: beyond(one.rows) }))
    .filter(({ rows }) => rows.length > 0);
  if (!first && left.length === 0) return [];
  const readAt = left.length > 0 ? Math.min(chunk!.readAt, first?.readAt ?? chunk!.readAt) : first!.readAt;
  return [{ token, after: last, rows: [...left, ...(first?.rows ?? [])], readAt }, ...others];
}

/** Puts rows where they belong. A row beyond the loaded part comes with its page. */
export function put(ledger: Ledger, rows: readonly Transaction[]): Ledger {
  let { chunks } = without(
    ledger,
    rows.map(({ id }) => id),
  );
  const end = ledger.next === '' ? undefined : lastRow(ledger);
  for (const row of rows) {
    if (end && isBefore(end, row)) continue;
    const index = chunks.findLastIndex(({ after }) => !after || isBefore(after, row));
    const chunk = chunks[index];
    if (!chunk) continue;
    const at = chunk.rows.findIndex((one) => isBefore(row, one));
    chunks = chunks.with(index, { ...chunk, rows: chunk.rows.toSpliced(at === -1 ? chunk.rows.length : at, 0, row) });
  }
  return { ...ledger, chunks };
}

/** Without the rows; count and totals stay. */
export function without(ledger: Ledger, ids: readonly string[]): Ledger {
  const chunks = ledger.chunks.map((chunk) =>
    chunk.rows.some(({ id }) => ids.includes(id))
      ? { ...chunk, rows: chunk.rows.filter(({ id }) => !ids.includes(id)) }
      : chunk,
  );
  return { ...ledger, chunks };
}

/** Counts rows in, or with −1 out. */
export function counted(ledger: Ledger, rows: readonly Transaction[], sign: 1 | -1): Ledger {
  const sums = new Map(ledger.totals.map(({ currencyCode, minorUnits }) => [currencyCode, minorUnits]));
  for (const { amount } of rows)
    sums.set(amount!.currencyCode, (sums.get(amount!.currencyCode) ?? 0n) + BigInt(sign) * amount!.minorUnits);
  const totals = [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currencyCode, minorUnits]) => create(MoneySchema, { currencyCode, minorUnits }));
  return { ...ledger, count: ledger.count + sign * rows.length, totals };
}

/** The same rows, as if they had been read long ago. */
export const unread = (ledger: Ledger): Ledger => ({
  ...ledger,
  chunks: ledger.chunks.map((chunk) => ({ ...chunk, readAt: 0 })),
});

/** The order of the ledger: the newest posting date first, then the newest ID. */
const isBefore = (a: Transaction, b: Transaction): boolean =>
  a.postingDate === b.postingDate ? a.id > b.id : a.postingDate > b.postingDate;

const sameOr = (known: Transaction | undefined, read: Transaction): Transaction =>
  known && known.etag === read.etag && !known.deleteTime === !read.deleteTime ? known : read;

const lastRow = ({ chunks }: Ledger): Transaction | undefined =>
  chunks.findLast(({ rows }) => rows.length > 0)?.rows.at(-1);

const figuresOf = ({ totalCount, totalAmounts }: Page) => ({ count: Number(totalCount), totals: totalAmounts });
