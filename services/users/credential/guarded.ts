/** Checks of passwords behind their limits: failures are counted, told to the security log, and slow down what follows. */
import type { HandlerContext } from '@connectrpc/connect';
import { networkOf } from '#kit/rpc/network.ts';
import type { UserDependencies } from '../dependencies.ts';
import { ATTEMPT_LIMITS, type Counter } from './attempts.ts';
import { passwordMatches } from './passwords/hash.ts';

type Counters = readonly [Counter, ...Counter[]];

/** Where a sign-in counts: a device that signed in to this address before for itself, anyone else with their network. */
export function signInCounters(
  { tokens, cookies, perNetwork }: UserDependencies,
  email: string,
  context: HandlerContext,
): Counters {
  const deviceId = tokens.openDevice(cookies.device.read(context.requestHeader), email);
  const { account, everywhere, network } = ATTEMPT_LIMITS;
  if (deviceId) return [{ name: `device:${deviceId}`, limit: account }];
  const [who, where] = [tokens.emailHash(email), networkOf(context.requestHeader)];
  return [
    { name: `account:${who}:${where}`, limit: account },
    { name: `everywhere:${who}`, limit: everywhere },
    { name: `network:${where}`, limit: network(perNetwork) },
  ];
}

/** Of what only one person can try: who is signed in, or who holds a link. */
export const ownCounter = (name: string): Counters => [{ name, limit: ATTEMPT_LIMITS.account }];

/**
 * Whether the password belongs to what `find` looks up; takes as long when there is nothing. Errors: RATE_LIMITED.
 * `onFailure` is told whether the failure locked a counter.
 */
export async function checkPasswordOf<Found extends { readonly passwordHash: string }>(
  { sessions: { attempts } }: Pick<UserDependencies, 'sessions'>,
  counters: Counters,
  password: string,
  find: () => Promise<Found | undefined>,
  onFailure: (found: Found | undefined, locks: boolean) => Promise<void>,
): Promise<Found | undefined> {
  const { locks } = await attempts.begin(counters);
  let found: Found | undefined;
  let matches: boolean;
  try {
    found = await find();
    matches = await passwordMatches(password, found?.passwordHash);
  } catch (error) {
    await attempts.takeBack(counters);
    throw error;
  }
  if (!matches || !found) {
    await onFailure(found, locks);
    return undefined;
  }
  await attempts.succeed(counters);
  return found;
}
