/** The users service of a test: its routes on the real PostgreSQL and Redis, and people who register through them. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import type { Client } from '@connectrpc/connect';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { AuthInternalService } from '#gen/melo/users/v1/auth_internal_service_pb.ts';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { Role } from '#gen/melo/users/v1/household_pb.ts';
import { HouseholdService } from '#gen/melo/users/v1/household_service_pb.ts';
import { type SessionEvent, SessionEventSchema } from '#gen/melo/users/v1/session_event_pb.ts';
import { type UserEvent, UserEventSchema } from '#gen/melo/users/v1/user_event_pb.ts';
import { UserService } from '#gen/melo/users/v1/user_service_pb.ts';
import { addresses } from '#infra/local/addresses.ts';
import { topics } from '#infra/topology.ts';
import { isTombstone } from '#kit/events/tombstone.ts';
import { createTokenVerifier } from '#kit/rpc/authentication.ts';
import { createLog } from '#kit/telemetry/log.ts';
import { createSecurityLog } from '#kit/telemetry/security-log.ts';
import { createPostgresDatabase } from '#kit/testing/test-databases.ts';
import { createTestRouter } from '#kit/testing/test-router.ts';
import { type Clock, systemClock } from '#kit/values/dates.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { authInternalRoutes } from '../auth/internal-routes.ts';
import { authRoutes } from '../auth/routes.ts';
import { createPasswords } from '../credential/passwords/strength.ts';
import { PER_NETWORK, type UserDependencies } from '../dependencies.ts';
import { householdRoutes } from '../household/routes.ts';
import { createCookies } from '../session/cookie.ts';
import { createSessionStore } from '../session/store.ts';
import { createTokens } from '../session/token.ts';
import { openStore } from '../store.ts';
import { userRoutes } from '../user/routes.ts';

export const PASSWORD = 'seven quiet otters read maps';
export const OTHER_PASSWORD = 'nine loud herons fold kites';

export type UsersFixture = Awaited<ReturnType<typeof usersFixture>>;

type Overrides = {
  /** The time that sessions and limits see; the clock's when absent. */
  readonly nowMs?: () => number;
  readonly clock?: Clock;
  readonly perNetwork?: number;
  /** Other parts in the place of the real ones, made of them. */
  readonly wrap?: (parts: UserDependencies) => UserDependencies;
};

export async function usersFixture({ nowMs = Date.now, clock = systemClock, perNetwork, wrap }: Overrides = {}) {
  const database = await createPostgresDatabase();
  const store = await openStore(database.url, () => {});
  await store.migrate();
  const sessions = createSessionStore(addresses().urls.redis, nowMs, `${uuidv7()}:`);
  const keys = await testKeys();
  const tokens = await createTokens(keys.tokens);
  const passwords = createPasswords();
  const real: UserDependencies = {
    store,
    sessions,
    tokens,
    passwords,
    clock,
    cookies: createCookies('http://localhost:7600'),
    security: createSecurityLog({
      log: createLog('users', 'silent'),
      key: randomBytes(32),
      keep: store.keepSecurityEvent,
    }),
    perNetwork: perNetwork ?? PER_NETWORK,
  };
  const parts = wrap ? wrap(real) : real;
  const bench = createTestRouter({
    routes: (router) =>
      void router
        .service(AuthService, authRoutes(parts))
        .service(AuthInternalService, authInternalRoutes(parts))
        .service(UserService, userRoutes(parts))
        .service(HouseholdService, householdRoutes(parts.store)),
    idempotency: store.idempotency,
    clock,
  });
  const verify = await createTokenVerifier(keys.jwks);
  const auth = bench.anonymous(AuthService);
  const mails = bench.process(AuthInternalService, 'notifications');

  /** Events in the outbox, the oldest first; tombstones are left out. */
  const outbox = async () => (await store.outbox.take(10_000)).filter(({ payload }) => !isTombstone(payload));
  const userEvents = async (): Promise<UserEvent[]> =>
    (await outbox())
      .filter(({ topic }) => topic === topics.user)
      .map(({ payload }) => fromBinary(UserEventSchema, payload));
  const sessionEvents = async (): Promise<SessionEvent[]> =>
    (await outbox())
      .filter(({ topic }) => topic === topics.session)
      .map(({ payload }) => fromBinary(SessionEventSchema, payload));
  /** Events after so many, without what differs from one to the next by nature: IDs and times. */
  const shapesAfter = async (count: number) =>
    (await userEvents())
      .slice(count)
      .map(({ change, ...head }) => [
        change.case,
        Object.keys(change.value ?? {}),
        [head.householdId, head.actorId, head.version],
      ]);
  /** The claim that was announced last. */
  const lastClaim = async (): Promise<string> => {
    const announced = (await userEvents()).findLast(({ change }) => change.case === 'accountMailRequested');
    return (announced!.change as { value: { claimId: string } }).value.claimId;
  };
  const lastMail = async () => mails.claimMailToken({ claimId: await lastClaim() });
  const register = (email: string, password = PASSWORD, name = 'Ada') =>
    auth.register({ email, password, name, requestId: uuidv7() });

  /** Registers, follows the link and is signed in. */
  async function newcomer(email = `${uuidv7()}@Example.com`, password = PASSWORD) {
    await register(email, password);
    const { token } = await lastMail();
    const session = await auth.verifyEmail({ token, password, requestId: uuidv7() });
    const access = (await verify(session.accessToken))!;
    const visitor = {
      userId: access.userId,
      households: new Map([...access.households.keys()].map((id) => [id, Role.OWNER])),
    };
    return { email, password, token, session, access, visitor, userId: access.userId };
  }
  const signIn = (email: string, password: string, client: Client<typeof AuthService> = auth) =>
    client.signIn({ email, password, requestId: uuidv7() });

  return {
    ...parts,
    store,
    bench,
    auth,
    mails,
    verify,
    userEvents,
    sessionEvents,
    outbox,
    shapesAfter,
    lastClaim,
    lastMail,
    register,
    newcomer,
    signIn,
    async close() {
      await sessions.close();
      await passwords.close();
      await store.close();
      await database.drop();
      await rm(keys.folder, { recursive: true });
    },
  };
}

async function testKeys() {
  const folder = await mkdtemp(join(tmpdir(), 'melo-users-'));
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const jwk = createPublicKey(createPrivateKey(pem)).export({ format: 'jwk' });
  const kid = await calculateJwkThumbprint(jwk as JWK);
  const jwks = join(folder, 'jwks.json');
  await writeFile(jwks, JSON.stringify({ keys: [{ ...jwk, kid, alg: 'ES256' }] }));
  const secret = () => randomBytes(32).toString('base64url');
  return { folder, jwks, tokens: { jwtKey: pem, refreshKey: secret(), mailKey: secret() } };
}
