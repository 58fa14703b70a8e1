/** The budgets service: plans of spending, how they stand, and their alerts. Wiring only. */
import { BudgetService } from '#gen/melo/budgets/v1/budget_service_pb.ts';
import { systemClock } from '#kit/clock.ts';
import { runService } from '#kit/room.ts';
import { subscriptions } from './consume.ts';
import { budgetRoutes } from './routes.ts';
import { openStore } from './store.ts';

await runService('budgets', async ({ config, wake }) => {
  const store = await openStore(config.url('MELO_MONGODB_URL'), wake);
  return {
    ...store,
    routes: (router) => void router.service(BudgetService, budgetRoutes(store, systemClock)),
    subscriptions: subscriptions(store, systemClock),
  };
});
