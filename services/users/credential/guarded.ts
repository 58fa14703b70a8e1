/** Password checks behind limits: failures are counted, reported, and delay further attempts. */
import type { HandlerContext } from '@connectrpc/connect';
import { networkOf } from '#kit/rpc/network.ts';
import type { UserDependencies } from '../dependencies.ts';
import { ATTEMPT_LIMITS, type Counter } from './attempts.ts';
import { passwordMatches } from './passwords/hash.ts';

type Counters = readonly [Counter, ...Counter[]];

/** Counters of a sign-in: a device that signed in to this address before has its own, any other caller shares those of the network. */
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

/** The counter of something that only one person can attempt: a signed-in user, or the holder of a link. */
export const ownCounter = (name: string): Counters => [{ name, limit: ATTEMPT_LIMITS.account }];

type PasswordCheck<Found> = {
  readonly counters: Counters;
  readonly password: string;
  find(): Promise<Found | undefined>;
  /** `locks` is true when the failure locked a counter. */
  onFailure(found: Found | undefined, locks: boolean): Promise<void>;
};

/** What `find` returns, if the password belongs to it; takes as long when there is nothing. Errors: RATE_LIMITED. */
export async function checkPasswordOf<Found extends { readonly passwordHash: string }>(
  { sessions: { attempts } }: Pick<UserDependencies, 'sessions'>,
  { counters, password, find, onFailure }: PasswordCheck<Found>,
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
