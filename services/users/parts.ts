/** What the routes of the users service are made of. */
import type { Clock } from '#kit/clock.ts';
import type { SecurityLog } from '#kit/security-log.ts';
import type { Cookies } from './cookie.ts';
import type { Passwords } from './passwords/strength.ts';
import type { SessionStore } from './sessions.ts';
import type { UserStore } from './store.ts';
import type { Tokens } from './token.ts';

export type Parts = {
  readonly store: UserStore;
  readonly sessions: SessionStore;
  readonly tokens: Tokens;
  readonly cookies: Cookies;
  readonly clock: Clock;
  readonly passwords: Passwords;
  readonly security: SecurityLog;
  /** Failures of one network that cost no wait, and registrations and resets of it in a quarter of an hour. */
  readonly perNetwork: number;
};

/** Many people may be behind one network. */
export const PER_NETWORK = 100;
