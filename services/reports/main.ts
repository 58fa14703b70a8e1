/** The reports service: figures derived from the ledger. Wiring only. */
import { ReportService } from '#gen/melo/reports/v1/report_service_pb.ts';
import { runService } from '#kit/room.ts';
import { subscriptions } from './consume.ts';
import { reportRoutes } from './routes.ts';
import { openStore } from './store.ts';

await runService('reports', async ({ config }) => {
  const store = await openStore(config.url('MELO_POSTGRES_URL'));
  return {
    ...store,
    routes: (router) => void router.service(ReportService, reportRoutes(store)),
    subscriptions: subscriptions(store),
  };
});
