/** The users service: accounts of people, their sessions and households. Wiring only. */
import { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import { HouseholdService } from '#gen/melo/users/v1/household_service_pb.ts';
import { UserService } from '#gen/melo/users/v1/user_service_pb.ts';
import { systemClock } from '#kit/clock.ts';
import { runService } from '#kit/room.ts';
import { refreshCookie } from './cookie.ts';
import { authRoutes, TRIES_PER_ADDRESS } from './routes/auth.ts';
import { householdRoutes } from './routes/household.ts';
import { userRoutes } from './routes/user.ts';
import { openSessionStore } from './sessions.ts';
import { openStore } from './store.ts';
import { openTokens } from './token.ts';

await runService('users', async ({ config, wake }) => {
  const store = await openStore(config.text('MELO_POSTGRES_URL'), wake);
  const sessions = openSessionStore(config.text('MELO_REDIS_URL'));
  const tokens = await openTokens({
    jwtKey: config.text('MELO_JWT_KEY'),
    refreshKey: config.text('MELO_REFRESH_KEY'),
    mailKey: config.text('MELO_MAIL_KEY'),
  });
  const triesPerAddress = config.count('MELO_TRIES_PER_ADDRESS', TRIES_PER_ADDRESS);
  const cookie = refreshCookie(config.publicUrl);
  const parts = { store, sessions, tokens, cookie, clock: systemClock, triesPerAddress };
  return {
    requests: store.requests,
    outbox: store.outbox,
    routes: (router) =>
      void router
        .service(AuthService, authRoutes(parts))
        .service(UserService, userRoutes(store))
        .service(HouseholdService, householdRoutes(store)),
    migrate: store.migrate,
    assertCurrent: store.assertCurrent,
    async close() {
      await store.close();
      await sessions.close();
    },
  };
});
