/** Keyset pages: an opaque token carries the sort key of the last row, so rows added meanwhile shift nothing. */
import { errors } from './errors.ts';

const DEFAULT_SIZE = 50;

/** Rows to answer for a page_size of 0 (default) to 200 (checked by the contract). */
export const pageSize = (requested: number): number => requested || DEFAULT_SIZE;

/** The token that continues after a row with these key parts. */
export const encodePageToken = (...key: string[]): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** The key parts of a token, or undefined for the first page; refuses what is not a token of `parts` strings matching `shape`. */
export function decodePageToken(token: string, shapes: readonly RegExp[]): string[] | undefined {
  if (!token) return undefined;
  try {
    const key: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (Array.isArray(key) && key.length === shapes.length && key.every((part, i) => shapes[i]!.test(String(part)))) {
      return key.map(String);
    }
  } catch {
    // Falls through: any unreadable token is refused alike.
  }
  throw errors.pageTokenInvalid();
}

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Cuts a result read with one row more than the page and says the token of the next page ("" at the end). */
export function paginate<Row>(rows: readonly Row[], size: number, tokenOf: (row: Row) => string) {
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return { page, nextPageToken: rows.length > size && last ? tokenOf(last) : '' };
}
