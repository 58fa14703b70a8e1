/** The categories service: expense and income categories. Wiring only. */
import { CategoryInternalService } from '#gen/melo/categories/v1/category_internal_service_pb.ts';
import { CategoryService } from '#gen/melo/categories/v1/category_service_pb.ts';
import { runService } from '#kit/service/run-service.ts';
import { systemClock } from '#kit/values/dates.ts';
import { subscriptions } from './consume.ts';
import { categoryInternalRoutes } from './internal-routes.ts';
import { categoryRoutes } from './routes.ts';
import { openStore } from './store.ts';

await runService('categories', async ({ config, wake }) => {
  const store = await openStore(config.text('MELO_POSTGRES_URL'), wake);
  return {
    ...store,
    routes: (router) =>
      void router
        .service(CategoryService, categoryRoutes(store))
        .service(CategoryInternalService, categoryInternalRoutes(store)),
    subscriptions: subscriptions(store, systemClock),
  };
});
