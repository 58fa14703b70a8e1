/** The services behind both gateways: a page of 50 transactions, its accounts and categories, the same at each call. `node services.ts SOCKET`. */
import { create } from '@bufbuild/protobuf';
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { CategoryService } from '#gen/melo/categories/v1/category_service_pb.ts';
import { TransactionStatus } from '#gen/melo/transactions/v1/transaction_pb.ts';
import {
  ListTransactionsResponseSchema,
  TransactionService,
} from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { createRpcServer } from '#kit/service/rpc-server.ts';
import { createLog } from '#kit/telemetry/log.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { money } from '#kit/values/money.ts';

const ROWS = 50;
const accounts = Array.from({ length: 2 }, (_, i) => ({ id: uuidv7(), name: `Account ${i}` }));
const categories = Array.from({ length: 20 }, (_, i) => ({ id: uuidv7(), name: `Category ${i}`, icon: '🛒' }));
const transactions = Array.from({ length: ROWS }, (_, i) => ({
  id: uuidv7(),
  accountId: accounts[i % accounts.length]!.id,
  postingDate: '2026-11-27',
  payee: `Payee ${i}`,
  status: TransactionStatus.CLEARED,
  amount: money('EUR', BigInt(-100 - i)),
  lines: [{ categoryId: categories[i % categories.length]!.id, amount: money('EUR', BigInt(-100 - i)) }],
}));
const page = create(ListTransactionsResponseSchema, { transactions, nextPageToken: 'next', totalCount: 1_000n });

const [socket] = process.argv.slice(2);
const server = createRpcServer({
  routes(router) {
    router.service(TransactionService, { listTransactions: () => page });
    router.service(AccountService, { batchGetAccounts: () => ({ accounts }) });
    router.service(CategoryService, { batchGetCategories: () => ({ categories }) });
  },
  interceptors: [],
  log: createLog('bench', 'error'),
});
server.listen(socket, () => process.send!('ready'));
