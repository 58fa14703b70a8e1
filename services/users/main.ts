/** The users service: accounts of people, their sessions and households. Wiring only. */
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { HouseholdService } from '#gen/melo/users/v1/household_service_pb.ts';
import { UserService } from '#gen/melo/users/v1/user_service_pb.ts';
import { systemClock } from '#kit/clock.ts';
import { runService } from '#kit/room.ts';
import { openSecurityLog } from '#kit/security-log.ts';
import { openCookies } from './cookie.ts';
import { PER_NETWORK } from './parts.ts';
import { openPasswords } from './passwords/strength.ts';
import { startPurge } from './purge.ts';
import { authRoutes } from './routes/auth.ts';
import { householdRoutes } from './routes/household.ts';
import { userRoutes } from './routes/user.ts';
import { openSessionStore } from './sessions.ts';
import { openStore } from './store.ts';
import { openTokens } from './token.ts';

await runService('users', async ({ config, log, wake }) => {
  const store = await openStore(config.text('MELO_POSTGRES_URL'), wake);
  const sessions = openSessionStore(config.text('MELO_REDIS_URL'));
  const tokens = await openTokens({
    jwtKey: config.text('MELO_JWT_KEY'),
    refreshKey: config.text('MELO_REFRESH_KEY'),
    mailKey: config.text('MELO_MAIL_KEY'),
  });
  const passwords = openPasswords();
  const security = openSecurityLog({ log, key: config.auditKey, keep: store.keepSecurityEvent });
  const perNetwork = config.count('MELO_TRIES_PER_ADDRESS', PER_NETWORK);
  const cookies = openCookies(config.publicUrl);
  const parts = { store, sessions, tokens, cookies, clock: systemClock, passwords, security, perNetwork };
  let purging: ReturnType<typeof startPurge> | undefined;
  return {
    requests: store.requests,
    outbox: store.outbox,
    security,
    routes: (router) =>
      void router
        .service(AuthService, authRoutes(parts))
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
