/** Sessions and memberships that ended before their tokens expire. Every process reads the whole session topic. */
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { Role } from '#gen/melo/users/v1/household_pb.ts';
import type { SessionEvent } from '#gen/melo/users/v1/session_event_pb.ts';
import { TOKEN_LIFETIME_MS, type Token } from './token.ts';

/** Maximum time from a change to its commit: a token that is issued in between may still hold the previous state. */
const COMMIT_MS = 10_000;

export type Revocations = {
  /** Whether the token's session has ended, or its role is no longer the user's role. */
  isRevoked(token: Token): boolean;
  apply(event: SessionEvent): void;
  /** Calls back when the given token is revoked. Returns a function that removes the listener. */
  onRevoked(token: Token, ended: () => void): () => void;
};

/** A user's role in a household, since when, and by which event. */
type Membership = { readonly role: Role; readonly atMs: number; readonly sequence: bigint };

export function createRevocations(): Revocations {
  const revoked = new Map<string, number>();
  /** By user, then household. */
  const changed = new Map<string, Map<string, Membership>>();
  const watchers = new Set<() => void>();
  const isRevoked = (token: Token) =>
    revoked.has(token.sessionId) || [...(changed.get(token.userId) ?? [])].some((one) => contradicts(token, ...one));
  const forget = () => {
    const old = Date.now() - 2 * TOKEN_LIFETIME_MS;
    for (const [id, atMs] of revoked) if (atMs < old) revoked.delete(id);
    for (const [id, memberships] of changed) {
      for (const [household, { atMs }] of memberships) if (atMs < old) memberships.delete(household);
      if (memberships.size === 0) changed.delete(id);
    }
  };
  return {
    isRevoked,
    apply({ householdId, sequence, occurTime, change }) {
      const atMs = occurTime ? timestampMs(occurTime) : Date.now();
      if (change.case === 'sessionRevoked') revoked.set(change.value.sessionId, atMs);
      if (change.case === 'membershipChanged') {
        const { userId, role } = change.value;
        const memberships = changed.get(userId) ?? new Map<string, Membership>();
        // A relay may publish an event twice.
        if ((memberships.get(householdId)?.sequence ?? -1n) < sequence)
          memberships.set(householdId, { role, atMs, sequence });
        changed.set(userId, memberships);
      }
      forget();
      for (const look of watchers) look();
    },
    onRevoked(token, onEnd) {
      const look = () => {
        if (isRevoked(token)) onEnd();
      };
      watchers.add(look);
      return () => watchers.delete(look);
    },
  };
}

/** Whether a token's role differs from the user's role. A token that was issued well after the change has the current role. */
function contradicts(token: Token, household: string, { role, atMs }: Membership): boolean {
  const said = token.households.get(household) ?? Role.UNSPECIFIED;
  return said < role ? token.issuedMs < atMs : said > role && token.issuedMs <= atMs + COMMIT_MS;
}
