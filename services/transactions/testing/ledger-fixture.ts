/** The ledger's routes on a store of their own, with in-memory owners of accounts and categories. */
import { create } from '@bufbuild/protobuf';
import { AccountSchema } from '#gen/melo/accounts/v1/account_pb.ts';
import { CategoryKind, CategorySchema } from '#gen/melo/categories/v1/category_pb.ts';
import { ImportService } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { ScheduleService } from '#gen/melo/transactions/v1/schedule_service_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { createLog } from '#kit/telemetry/log.ts';
import { createMariadbDatabase } from '#kit/testing/test-databases.ts';
import { createTestRouter, createTestUser } from '#kit/testing/test-router.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { money } from '#kit/values/money.ts';
import { createReaderPool } from '../import/reader.ts';
import { importRoutes } from '../import/routes.ts';
import { createReferenceResolver } from '../references/resolver.ts';
import type { Posting } from '../schedule/poster.ts';
import { scheduleRoutes } from '../schedule/routes.ts';
import { openStore, type TransactionStore } from '../store.ts';
import { transactionRoutes } from '../transaction/routes.ts';
import { type Owned, ownersOf } from './in-memory-references.ts';

export type LedgerFixture = Awaited<ReturnType<typeof openLedgerFixture>>;
export type Home = ReturnType<typeof createHome>;

export async function openLedgerFixture() {
  const database = await createMariadbDatabase();
  const readers = createReaderPool();
  const store = await openStore(database.url, () => {});
  await store.migrate();
  const owned: Owned = { accounts: new Map(), categories: new Map(), accountRequests: 0 };
  const resolve = createReferenceResolver(store.replicas, ownersOf(owned));
  const time = { now: Temporal.Instant.from('2026-03-10T12:00:00Z') };
  const posting: Posting = { store, resolve, log: createLog('transactions', 'silent'), clock: () => time.now };
  const api = createTestRouter({
    routes: (router) =>
      void router
        .service(TransactionService, transactionRoutes(store, resolve))
        .service(ScheduleService, scheduleRoutes({ ...posting, wake: () => {} }))
        .service(ImportService, importRoutes({ store, resolve, move: async () => {}, pool: readers })),
    idempotency: store.idempotency,
  });

  return {
    url: database.url,
    store,
    api,
    owned,
    /** The clock of schedules, and what posts them. */
    time,
    posting,
    home: () => createHome(store, api, owned),
    async close() {
      await readers.close();
      await store.close();
      await database.drop();
    },
  };
}

/** A household that can add accounts, and categories whose replicas are stored at once. */
function createHome(store: TransactionStore, api: ReturnType<typeof createTestRouter>, owned: Owned) {
  const household = uuidv7();
  const account = (currency = 'EUR') => {
    const openingBalance = money(currency, 0n);
    const id = uuidv7();
    owned.accounts.set(
      id,
      create(AccountSchema, { id, householdId: household, openingDate: '2026-01-01', openingBalance, etag: '1' }),
    );
    return id;
  };
  const category = async (parentId = '', kind: CategoryKind = CategoryKind.EXPENSE) => {
    const one = create(CategorySchema, { id: uuidv7(), householdId: household, parentId, kind, etag: '1' });
    owned.categories.set(one.id, one);
    await store.replicas.putCategories([one]);
    return one.id;
  };
  const who = createTestUser(household);
  return {
    household,
    account,
    category,
    ledger: api.as(TransactionService, who),
    schedules: api.as(ScheduleService, who),
    imports: api.as(ImportService, who),
  };
}

export type SpendingHome = Awaited<ReturnType<typeof createSpendingHome>>;

/** A household with accounts in two currencies and a category tree. `spend` adds a transaction to its checking account. */
export async function createSpendingHome({ home }: LedgerFixture) {
  const own = home();
  const [checking, card, dollars] = [own.account(), own.account(), own.account('USD')];
  const food = await own.category();
  const groceries = await own.category(food);
  const spend = (minorUnits: bigint, fields: object = {}) =>
    own.ledger.createTransaction({
      transaction: {
        accountId: checking,
        postingDate: '2026-03-10',
        amount: money('EUR', minorUnits),
        payee: 'Market',
        ...fields,
      },
      requestId: uuidv7(),
    });
  return { ...own, checking, card, dollars, food, groceries, spend };
}

/** Amounts of the register in minor units, newest first. */
export const unitsOf = async (ledger: Home['ledger'], filter: object = {}): Promise<bigint[]> =>
  (await ledger.listTransactions(filter)).transactions.map(({ amount }) => amount!.minorUnits);

/** A line of an amount in a category; '' for no category. */
export const line = (categoryId: string, minorUnits: bigint, fields: object = {}) => ({
  categoryId,
  amount: money('EUR', minorUnits),
  ...fields,
});

/** The lines as one transaction on 10 March 2026. */
export const purchase = (accountId: string, lines: readonly ReturnType<typeof line>[], fields: object = {}) => ({
  requestId: uuidv7(),
  transaction: {
    accountId,
    postingDate: '2026-03-10',
    amount: money(
      'EUR',
      lines.reduce((total, { amount }) => total + amount.minorUnits, 0n),
    ),
    lines: [...lines],
    ...fields,
  },
});
