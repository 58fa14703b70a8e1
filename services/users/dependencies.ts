/** What the routes of the users service are made of. */

import type { SecurityLog } from '#kit/telemetry/security-log.ts';
import type { Clock } from '#kit/values/dates.ts';
import type { Passwords } from './credential/passwords/strength.ts';
import type { Cookies } from './session/cookie.ts';
import type { SessionStore } from './session/store.ts';
import type { Tokens } from './session/token.ts';
import type { UserStore } from './store.ts';

export type UserDependencies = {
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
