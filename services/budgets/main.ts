/** The budgets service: plans of spending, how they stand, and their alerts. Wiring only. */
import { BudgetService } from '#gen/melo/budgets/v1/budget_service_pb.ts';
import { CategoryService } from '#gen/melo/categories/v1/category_service_pb.ts';
import { clientOf } from '#kit/client.ts';
import { systemClock } from '#kit/clock.ts';
import { runService } from '#kit/room.ts';
import { subscriptions } from './consume.ts';
import { openLook } from './owners.ts';
import { budgetRoutes } from './routes.ts';
import { openBeside, openStore } from './store.ts';

await runService('budgets', async ({ config, wake }) => {
  const url = config.text('MELO_MONGODB_URL');
  const store = await openStore(url, wake);
  const look = openLook(store, clientOf(CategoryService, 'categories', config.egress));
  return {
    ...store,
    routes: (router) => void router.service(BudgetService, budgetRoutes(store, look, systemClock)),
    subscriptions: subscriptions(store, systemClock),
    async beside() {
      const { store: filled, takeOver } = await openBeside(url);
      return { ...filled, live: store.positions, takeOver, subscriptions: subscriptions(filled, systemClock, false) };
    },
  };
});
