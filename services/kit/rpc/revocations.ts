/** Sessions and memberships that ended while their tokens still run: every process follows the session topic wholly. */
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { Role } from '#gen/melo/users/v1/household_pb.ts';
import type { SessionEvent } from '#gen/melo/users/v1/session_event_pb.ts';
import { TOKEN_LIFETIME_MS, type Token } from './token.ts';

/** Longest from a change's time to its commit: a token issued within it may still say what was before. */
const COMMIT_MS = 10_000;

export type Revocations = {
  /** Whether the token's session was ended, or it says another role than the person has by now. */
  isRevoked(token: Token): boolean;
  apply(event: SessionEvent): void;
  /** Calls back when the given token stops being valid; answers a function that stops watching. */
  onRevoked(token: Token, ended: () => void): () => void;
};

/** Somebody's role in a household, since when, and by which event. */
type Membership = { readonly role: Role; readonly atMs: number; readonly sequence: bigint };

export function createRevocations(): Revocations {
  const revoked = new Map<string, number>();
  /** By person, then household. */
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
        // What a relay tells again is no news.
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

/** Whether a token says less than its person was given since, or more than was left to them; one issued well after it knows better. */
function contradicts(token: Token, household: string, { role, atMs }: Membership): boolean {
  const said = token.households.get(household) ?? Role.UNSPECIFIED;
  return said < role ? token.issuedMs < atMs : said > role && token.issuedMs <= atMs + COMMIT_MS;
}
