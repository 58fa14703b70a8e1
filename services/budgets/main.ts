/** The budgets service: budgets, how much of them is spent, and alerts. Wiring only. */
import { BudgetService } from '#gen/melo/budgets/v1/budget_service_pb.ts';
import { CategoryInternalService } from '#gen/melo/categories/v1/category_internal_service_pb.ts';
import { createServiceClient } from '#kit/rpc/client.ts';
import { runService } from '#kit/service/run-service.ts';
import { systemClock } from '#kit/values/dates.ts';
import { budgetRoutes } from './budget/routes.ts';
import { subscriptions } from './consume.ts';
import { createReferenceResolver } from './references.ts';
import { openShadowStore, openStore } from './store.ts';

await runService('budgets', async ({ config, wake }) => {
  const url = config.text('MELO_MONGODB_URL');
  const store = await openStore(url, wake);
  const resolve = createReferenceResolver(
    store,
    createServiceClient(CategoryInternalService, 'categories', config.egress),
  );
  return {
    ...store,
    routes: (router) => void router.service(BudgetService, budgetRoutes(store, resolve, systemClock)),
    subscriptions: subscriptions(store, systemClock),
    async shadow() {
      const { store: shadow, promote } = await openShadowStore(url);
      return { ...shadow, live: store.checkpoints, promote, subscriptions: subscriptions(shadow, systemClock, false) };
    },
  };
});
