import type { Role } from '#gen/melo/users/v1/household_pb.ts';

/** Maximum lifetime of an access token. Older revocations no longer matter. */
export const TOKEN_LIFETIME_MS = 5 * 60_000;

/** A verified access token. */
export type Token = {
  readonly userId: string;
  readonly sessionId: string;
  readonly households: ReadonlyMap<string, Role>;
  readonly defaultHousehold: string;
  /** When it was issued and expires, in milliseconds since 1970. */
  readonly issuedMs: number;
  readonly expireMs: number;
};
