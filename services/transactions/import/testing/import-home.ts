/** For tests: a household with one account, and shortcuts for imports through the routes. */
import { create } from '@bufbuild/protobuf';
import type { Client } from '@connectrpc/connect';
import { type Account, AccountSchema, AccountType } from '#gen/melo/accounts/v1/account_pb.ts';
import type { Mapping } from '#gen/melo/transactions/v1/import_pb.ts';
import { ImportService } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { TransactionStatus } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { createTestRouter, createTestUser } from '#kit/testing/test-router.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { money } from '#kit/values/money.ts';
import type { WorkerPool } from '#kit/workers/worker-pool.ts';
import { createMoveOpening, createReferenceResolver, type Owners } from '../../references/resolver.ts';
import type { TransactionStore } from '../../store.ts';
import { transactionRoutes } from '../../transaction/routes.ts';
import { importRoutes } from '../routes.ts';

export type ImportHomeOptions = {
  readonly type?: AccountType;
  readonly currency?: string;
  readonly openingDate?: string;
};

type Dependencies = { readonly store: TransactionStore; readonly pool: WorkerPool };

export function createImportHome(
  { store, pool }: Dependencies,
  { type = AccountType.CHECKING, currency = 'EUR', openingDate = '2020-01-01' }: ImportHomeOptions,
) {
  const household = uuidv7();
  const account = create(AccountSchema, {
    id: uuidv7(),
    householdId: household,
    type,
    openingDate,
    openingBalance: money(currency, 10_000n),
    etag: '1',
  });
  const owners = ownersOf(account);
  const resolve = createReferenceResolver(store.replicas, owners);
  const move = createMoveOpening(store.replicas, owners);
  const api = createTestRouter({
    routes: (router) =>
      void router
        .service(TransactionService, transactionRoutes(store, resolve))
        .service(ImportService, importRoutes({ store, resolve, move, pool })),
    idempotency: store.idempotency,
  });
  const who = createTestUser(household);
  const clients = { ledger: api.as(TransactionService, who), imports: api.as(ImportService, who) };
  return { household, account, ...clients, ...importActions(account, clients) };
}

/** Owners that know only this account, and move its opening like the accounts service. */
const ownersOf = (account: Account): Owners => ({
  accounts: {
    batchGetAccountReplicas: async () => ({ accounts: [account] }) as never,
    moveOpening: async ({ openingDate = '', balanceChange = 0n }) => {
      account.openingDate = openingDate;
      account.openingBalance!.minorUnits += balanceChange;
      account.etag = String(Number(account.etag) + 1);
      return { account } as never;
    },
  },
  categories: { batchGetCategoryReplicas: async () => ({ categories: [] }) as never },
});

type Choice = {
  readonly excludedRows?: number[];
  readonly newRows?: number[];
  readonly moveOpeningDate?: boolean;
  readonly change?: Partial<Mapping>;
};
type Clients = {
  readonly ledger: Client<typeof TransactionService>;
  readonly imports: Client<typeof ImportService>;
};

function importActions(account: Account, { ledger, imports }: Clients) {
  const currency = account.openingBalance!.currencyCode;
  const file = (content: Buffer) => ({ accountId: account.id, fileName: 'bank.csv', content });
  const propose = (content: Buffer, locale = 'en-GB') => imports.proposeMapping({ ...file(content), locale });
  const mappingOf = async (content: Buffer, change: Partial<Mapping> = {}) => ({
    ...(await propose(content)).mapping!,
    ...change,
  });
  return {
    propose,
    mappingOf,
    async preview(content: Buffer, change?: Partial<Mapping>) {
      return (await imports.previewImport({ ...file(content), mapping: await mappingOf(content, change) })).rows;
    },
    async commit(content: Buffer, choice: Choice = {}) {
      const { change, ...rows } = choice;
      const mapping = await mappingOf(content, change);
      return (await imports.commitImport({ ...file(content), mapping, ...rows, requestId: uuidv7() })).import!;
    },
    async enter(postingDate: string, minorUnits: bigint, status: TransactionStatus = TransactionStatus.CLEARED) {
      const transaction = {
        accountId: account.id,
        postingDate,
        amount: money(currency, minorUnits),
        status,
        payee: 'Mine',
      };
      return (await ledger.createTransaction({ transaction, requestId: uuidv7() })).transaction!;
    },
    async total() {
      return (await ledger.listTransactions({})).totalAmounts[0]?.minorUnits ?? 0n;
    },
  };
}
