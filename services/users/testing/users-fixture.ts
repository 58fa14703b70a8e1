/** The users service in a test: its routes on the real PostgreSQL and Redis, and users who register through them. */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Client } from '@connectrpc/connect';
import { AuthInternalService } from '#gen/melo/users/v1/auth_internal_service_pb.ts';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { Role } from '#gen/melo/users/v1/household_pb.ts';
import { HouseholdService } from '#gen/melo/users/v1/household_service_pb.ts';
import { UserService } from '#gen/melo/users/v1/user_service_pb.ts';
import { addresses } from '#infra/local/addresses.ts';
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
import { outboxEvents } from './outbox-events.ts';
import { createTokenKeys } from './token-keys.ts';

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
  const keys = await createTokenKeys();
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
  const router = createTestRouter({
    routes: (routes) =>
      void routes
        .service(AuthService, authRoutes(parts))
        .service(AuthInternalService, authInternalRoutes(parts))
        .service(UserService, userRoutes(parts))
        .service(HouseholdService, householdRoutes(parts.store)),
    idempotency: store.idempotency,
    clock,
  });
  const verify = await createTokenVerifier(keys.jwks);
  const auth = router.anonymous(AuthService);
  const mails = router.process(AuthInternalService, 'notifications');

  const events = outboxEvents(store);
  const lastMail = async () => mails.claimMailToken({ claimId: await events.lastClaim() });
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
    router,
    auth,
    mails,
    verify,
    ...events,
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
