/** Idempotency records: each write's request ID with its response, kept in the transaction of the write for at least 24 hours. */

/** A write's request ID in its scope, with a keyed hash of its method and body. */
export type IdempotencyKey = {
  /** The user, or the calling address of an anonymous caller. */
  readonly scope: string;
  readonly requestId: string;
  /** HMAC-SHA-256 of method and body without secret fields, by a key that no database holds. */
  readonly hash: string;
  /** Bytes of the response without its secret fields, kept so that a repeated request gets the same response. */
  encode(response: object): Uint8Array;
};

/** Begins every hash. Records without it date from before hashes had a key; `unkeyed-requests.ts` purges them. */
export const HASH_PREFIX = 'h1.';

export type IdempotencyStore = {
  /** The record of a request ID, if a write was committed under it. */
  find(key: IdempotencyKey): Promise<{ hash: string; response: Uint8Array } | undefined>;
};

/** Thrown by a commit when another commit used the idempotency key first. Nothing was written. */
export class DuplicateRequestError extends Error {}
