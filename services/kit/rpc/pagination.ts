/** Keyset pages: an opaque token carries the sort key of the last row, so rows added meanwhile shift nothing. */
import { errors } from './errors.ts';

const DEFAULT_SIZE = 50;

/** Rows of a page for a page_size of 0 (default) to 200, which the contract checks. */
export const pageSize = (requested: number): number => requested || DEFAULT_SIZE;

/** The token that continues after a row with these key parts. */
export const encodePageToken = (...key: string[]): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** The key parts of a token; undefined for the first page. Errors: PAGE_TOKEN_INVALID unless each part matches its shape. */
export function decodePageToken(token: string, shapes: readonly RegExp[]): string[] | undefined {
  if (!token) return undefined;
  try {
    const key: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (Array.isArray(key) && key.length === shapes.length && key.every((part, i) => shapes[i]!.test(String(part)))) {
      return key.map(String);
    }
  } catch {
    // Falls through: every unreadable token gets the same error.
  }
  throw errors.pageTokenInvalid();
}

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Cuts a result that was read with one row more than the page. The token of the next page is empty at the end. */
export function paginate<Row>(rows: readonly Row[], size: number, tokenOf: (row: Row) => string) {
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return { page, nextPageToken: rows.length > size && last ? tokenOf(last) : '' };
}
