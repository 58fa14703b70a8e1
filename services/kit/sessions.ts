/** Sessions and memberships that ended while their tokens still run: every process follows the session topic wholly. */
import { timestampMs } from '@bufbuild/protobuf/wkt';
import type { SessionEvent } from '#gen/melo/users/v1/session_event_pb.ts';
import type { Token } from './identity.ts';

/** Longest life of an access token; older events cannot matter any more. */
export const TOKEN_LIFETIME_MS = 5 * 60_000;

export type Sessions = {
  /** Whether the token's session was ended or its memberships changed after it was issued. */
  ended(token: Token): boolean;
  apply(event: SessionEvent): void;
  /** Calls back when the given token stops being valid; answers a function that stops watching. */
  watch(token: Token, ended: () => void): () => void;
};

export function openSessions(): Sessions {
  const revoked = new Map<string, number>();
  const changed = new Map<string, number>();
  const watchers = new Set<() => void>();
  const ended = (token: Token) => revoked.has(token.sessionId) || (changed.get(token.userId) ?? 0) > token.issuedMs;
  const forget = (map: Map<string, number>) => {
    const old = Date.now() - 2 * TOKEN_LIFETIME_MS;
    for (const [id, at] of map) if (at < old) map.delete(id);
  };
  return {
    ended,
    apply(event) {
      const at = event.occurTime ? timestampMs(event.occurTime) : Date.now();
      if (event.change.case === 'sessionRevoked') revoked.set(event.change.value.sessionId, at);
      if (event.change.case === 'membershipChanged') changed.set(event.change.value.userId, at);
      forget(revoked);
      forget(changed);
      for (const look of watchers) look();
    },
    watch(token, onEnd) {
      const look = () => {
        if (ended(token)) onEnd();
      };
      watchers.add(look);
      return () => watchers.delete(look);
    },
  };
}
