/** The transactions service: the ledger. Wiring only. */
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { CategoryService } from '#gen/melo/categories/v1/category_service_pb.ts';
import { ImportService } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { clientOf } from '#kit/client.ts';
import { runService } from '#kit/room.ts';
import { subscriptions } from './consume.ts';
import { createReaderPool } from './import/reader.ts';
import { openLook, openMoveOpening } from './owners.ts';
import { importRoutes } from './routes/import.ts';
import { transactionRoutes } from './routes/transaction.ts';
import { openBeside, openStore } from './store.ts';

/** A file of 10 MiB, which JSON makes a third larger, with what stands around it. */
const MAX_FILE_BYTES = 14 * 1024 * 1024;

await runService('transactions', async ({ config, wake }) => {
  const url = config.text('MELO_MARIADB_URL');
  const store = await openStore(url, wake);
  const owners = {
    accounts: clientOf(AccountService, 'accounts', config.egress),
    categories: clientOf(CategoryService, 'categories', config.egress),
  };
  const look = openLook(store.copies, owners);
  const move = openMoveOpening(store.copies, owners);
  const readers = createReaderPool();
  return {
    ...store,
    routes: (router) =>
      void router
        .service(TransactionService, transactionRoutes(store, look))
        .service(ImportService, importRoutes({ store, look, move, pool: readers }), { readMaxBytes: MAX_FILE_BYTES }),
    subscriptions: subscriptions(store),
    stop: () => readers.close(),
    async beside() {
      const { store: filled, takeOver } = await openBeside(url, store);
      return { ...filled, takeOver, subscriptions: subscriptions(filled) };
    },
  };
});
