/** The reports service: figures derived from the ledger. Wiring only. */
import { ReportService } from '#gen/melo/reports/v1/report_service_pb.ts';
import { runService } from '#kit/room.ts';
import { subscriptions } from './consume.ts';
import { reportRoutes } from './routes.ts';
import { openBeside, openStore } from './store.ts';

await runService('reports', async ({ config }) => {
  const url = config.text('MELO_POSTGRES_URL');
  const store = await openStore(url);
  return {
    ...store,
    routes: (router) => void router.service(ReportService, reportRoutes(store)),
    subscriptions: subscriptions(store),
    async beside() {
      const { store: filled, takeOver } = await openBeside(url, store);
      return { ...filled, takeOver, subscriptions: subscriptions(filled) };
    },
  };
});
