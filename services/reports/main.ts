/** The reports service: figures derived from the ledger. Wiring only. */
import { ReportService } from '#gen/melo/reports/v1/report_service_pb.ts';
import { runService } from '#kit/service/run-service.ts';
import { subscriptions } from './consume.ts';
import { reportRoutes } from './routes.ts';
import { openShadowStore, openStore } from './store.ts';

await runService('reports', async ({ config }) => {
  const url = config.text('MELO_POSTGRES_URL');
  const store = await openStore(url);
  return {
    ...store,
    routes: (router) => void router.service(ReportService, reportRoutes(store)),
    subscriptions: subscriptions(store),
    async shadow() {
      const { store: shadow, promote } = await openShadowStore(url, store);
      return { ...shadow, promote, subscriptions: subscriptions(shadow) };
    },
  };
});
