/** Issues the tokens of sessions. A session that began before the password was changed gets none. */
import type { HandlerContext } from '@connectrpc/connect';
import { TokenDelivery } from '#gen/melo/users/v1/auth_service_pb.ts';
import type { User } from '#gen/melo/users/v1/user_pb.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import type { OutboxEvent } from '#kit/store/outbox.ts';
import { timestamp } from '#kit/values/dates.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import type { UserDependencies } from '../dependencies.ts';
import { tokenInvalid } from '../errors.ts';
import { endSession } from './rules.ts';

/** Everything a session gets: tokens of one generation. */
export type Pair = { access: { token: string; expire: Temporal.Instant }; refresh: string };

export type Issuer = ReturnType<typeof sessionIssuer>;

export function sessionIssuer({ store, sessions, tokens, cookies }: UserDependencies) {
  return { begin, issue, deliver, endAll };

  /** A new session of a user whose password was just checked under `epoch`. Errors: TOKEN_INVALID when it was changed meanwhile. */
  async function begin(
    write: WriteContext,
    { user, epoch }: { readonly user: User; readonly epoch: bigint },
    delivery: TokenDelivery,
    context: HandlerContext,
  ) {
    const sessionId = write.newId();
    const surplus = await sessions.open(sessionId, user.id, epoch);
    if (surplus.length > 0) await endAll(write, user.id, surplus);
    const pair = await issue(user.id, sessionId, 1, epoch);
    const byCookie = delivery === TokenDelivery.COOKIE;
    if (byCookie) context.responseHeader.append('set-cookie', cookies.device.set(tokens.device(user.email, uuidv7())));
    return { ...deliver(pair, byCookie, context), sessionId };
  }

  /** Read after the session is open: a change of the password sees the session, or is seen here. */
  async function issue(userId: string, sessionId: string, generation: number, epoch: bigint): Promise<Pair> {
    const nowMs = Date.now();
    const known = await store.credentialsOf(userId);
    if (known?.epoch !== epoch) {
      await sessions.end(userId, sessionId);
      throw tokenInvalid('Your session has ended. Please sign in.');
    }
    const households = await store.households(await store.householdIdsOf(userId));
    const defaultHousehold = await store.defaultHousehold(userId);
    const access = await tokens.access({ userId, sessionId, households, defaultHousehold }, nowMs);
    return { access, refresh: tokens.refresh(sessionId, generation) };
  }

  function deliver({ access, refresh }: Pair, byCookie: boolean, context: HandlerContext) {
    if (byCookie) context.responseHeader.append('set-cookie', cookies.refresh.set(refresh));
    return {
      accessToken: access.token,
      accessTokenExpireTime: timestamp(access.expire),
      refreshToken: byCookie ? '' : refresh,
    };
  }

  /** Ends sessions everywhere. The event of what ended them has already announced those in `announced`. */
  async function endAll(
    write: WriteContext,
    userId: string,
    sessionIds: readonly string[],
    announced: readonly string[] = [],
  ) {
    const unannounced = sessionIds.filter((id) => !announced.includes(id));
    const events: OutboxEvent[] = unannounced.map((id) => endSession(id, userId, write));
    if (events.length > 0) await store.commitEvents({ ...write, idempotencyKey: undefined }, events, {});
    await sessions.end(userId, ...sessionIds);
  }
}
