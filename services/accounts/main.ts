/** The accounts service: accounts and their balances. Wiring only. */
import { AccountInternalService } from '#gen/melo/accounts/v1/account_internal_service_pb.ts';
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { runService } from '#kit/service/run-service.ts';
import { systemClock } from '#kit/values/dates.ts';
import { subscriptions } from './consume.ts';
import { accountInternalRoutes } from './internal-routes.ts';
import { accountRoutes } from './routes.ts';
import { openShadowStore, openStore } from './store.ts';

const TABLE = 'accounts';

await runService('accounts', async ({ config, wake }) => {
  const url = config.optional('MELO_DYNAMODB_URL');
  const store = await openStore(url, TABLE, wake);
  return {
    ...store,
    routes: (router) =>
      void router
        .service(AccountService, accountRoutes(store, systemClock))
        .service(AccountInternalService, accountInternalRoutes(store)),
    subscriptions: subscriptions(store, systemClock),
    async shadow() {
      const { store: shadow, promote } = await openShadowStore(url, TABLE);
      return { ...shadow, live: store.checkpoints, promote, subscriptions: subscriptions(shadow, systemClock, false) };
    },
  };
});
