/** The transactions service: the ledger. Wiring only. */
import { AccountInternalService } from '#gen/melo/accounts/v1/account_internal_service_pb.ts';
import { CategoryInternalService } from '#gen/melo/categories/v1/category_internal_service_pb.ts';
import { ImportService } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { ScheduleService } from '#gen/melo/transactions/v1/schedule_service_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { createServiceClient } from '#kit/rpc/client.ts';
import { runService } from '#kit/service/run-service.ts';
import { subscriptions } from './consume.ts';
import { createReaderPool } from './import/reader.ts';
import { importRoutes } from './import/routes.ts';
import { createMoveOpening, createReferenceResolver } from './references/resolver.ts';
import { type Poster, startPoster } from './schedule/poster.ts';
import { scheduleRoutes } from './schedule/routes.ts';
import { openShadowStore, openStore } from './store.ts';
import { transactionRoutes } from './transaction/routes.ts';

/** A file of 10 MiB, which JSON encodes in a third more, and the rest of the request. */
const MAX_FILE_BYTES = 14 * 1024 * 1024;

await runService('transactions', async ({ config, log, wake }) => {
  const url = config.text('MELO_MARIADB_URL');
  const store = await openStore(url, wake);
  const owners = {
    accounts: createServiceClient(AccountInternalService, 'accounts', config.egress),
    categories: createServiceClient(CategoryInternalService, 'categories', config.egress),
  };
  const resolve = createReferenceResolver(store.replicas, owners);
  const move = createMoveOpening(store.replicas, owners);
  const readers = createReaderPool();
  let poster: Poster | undefined;
  return {
    ...store,
    routes: (router) =>
      void router
        .service(TransactionService, transactionRoutes(store, resolve))
        .service(ScheduleService, scheduleRoutes({ store, resolve, wake: () => poster?.wake() }))
        .service(ImportService, importRoutes({ store, resolve, move, pool: readers }), {
          readMaxBytes: MAX_FILE_BYTES,
        }),
    subscriptions: subscriptions(store),
    start() {
      poster = startPoster({ store, resolve, log });
    },
    async stop() {
      await poster?.stop();
      await readers.close();
    },
    async shadow() {
      const { store: shadow, promote } = await openShadowStore(url, store);
      return { ...shadow, promote, subscriptions: subscriptions(shadow) };
    },
  };
});
