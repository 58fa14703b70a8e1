/** The accounts service: places where money is, and what they hold. Wiring only. */
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { systemClock } from '#kit/clock.ts';
import { runService } from '#kit/room.ts';
import { subscriptions } from './consume.ts';
import { accountRoutes } from './routes.ts';
import { openBeside, openStore } from './store.ts';

const TABLE = 'accounts';

await runService('accounts', async ({ config, wake }) => {
  const url = config.optional('MELO_DYNAMODB_URL');
  const store = await openStore(url, TABLE, wake);
  return {
    ...store,
    routes: (router) => void router.service(AccountService, accountRoutes(store, systemClock)),
    subscriptions: subscriptions(store, TABLE, systemClock),
    async beside() {
      const { store: filled, takeOver } = await openBeside(url, TABLE);
      return {
        ...filled,
        live: store.positions,
        takeOver,
        subscriptions: subscriptions(filled, TABLE, systemClock, false),
      };
    },
  };
});
