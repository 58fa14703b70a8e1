/** The users service: accounts of people, their sessions and households. Wiring only. */
import { AuthInternalService } from '#gen/melo/users/v1/auth_internal_service_pb.ts';
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { HouseholdService } from '#gen/melo/users/v1/household_service_pb.ts';
import { UserService } from '#gen/melo/users/v1/user_service_pb.ts';
import { runService } from '#kit/service/run-service.ts';
import { createSecurityLog } from '#kit/telemetry/security-log.ts';
import { systemClock } from '#kit/values/dates.ts';
import { authInternalRoutes } from './auth/internal-routes.ts';
import { startPurge } from './auth/purge.ts';
import { authRoutes } from './auth/routes.ts';
import { createPasswords } from './credential/passwords/strength.ts';
import { PER_NETWORK } from './dependencies.ts';
import { householdRoutes } from './household/routes.ts';
import { createCookies } from './session/cookie.ts';
import { createSessionStore } from './session/store.ts';
import { createTokens } from './session/token.ts';
import { openStore } from './store.ts';
import { userRoutes } from './user/routes.ts';

await runService('users', async ({ config, log, wake }) => {
  const store = await openStore(config.text('MELO_POSTGRES_URL'), wake);
  const sessions = createSessionStore(config.text('MELO_REDIS_URL'));
  const tokens = await createTokens({
    jwtKey: config.text('MELO_JWT_KEY'),
    refreshKey: config.text('MELO_REFRESH_KEY'),
    mailKey: config.text('MELO_MAIL_KEY'),
  });
  const passwords = createPasswords();
  const security = createSecurityLog({ log, key: config.auditKey, keep: store.keepSecurityEvent });
  const perNetwork = config.count('MELO_TRIES_PER_ADDRESS', PER_NETWORK);
  const cookies = createCookies(config.publicUrl);
  const parts = { store, sessions, tokens, cookies, clock: systemClock, passwords, security, perNetwork };
  let purging: ReturnType<typeof startPurge> | undefined;
  return {
    idempotency: store.idempotency,
    outbox: store.outbox,
    security,
    routes: (router) =>
      void router
        .service(AuthService, authRoutes(parts))
        .service(AuthInternalService, authInternalRoutes(parts))
        .service(UserService, userRoutes(parts))
        .service(HouseholdService, householdRoutes(store)),
    migrate: store.migrate,
    assertCurrent: store.assertCurrent,
    start() {
      purging = startPurge(store, systemClock, log);
    },
    stop: async () => purging?.stop(),
    async close() {
      await store.close();
      await sessions.close();
      await passwords.close();
    },
  };
});
