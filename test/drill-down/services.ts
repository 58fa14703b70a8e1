/** The ledger and the reports side by side on real stores of their own; a test decides when and in which order events are delivered. */
import { fromBinary } from '@bufbuild/protobuf';
import type { Client } from '@connectrpc/connect';
import { ReportService } from '#gen/melo/reports/v1/report_service_pb.ts';
import { type TransactionEvent, TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { topics } from '#infra/topology.ts';
import type { Subscription } from '#kit/events/subscription.ts';
import { createMariadbDatabase, createPostgresDatabase } from '#kit/testing/test-databases.ts';
import { createTestRouter, createTestUser } from '#kit/testing/test-router.ts';
import type { Ledger } from '#test/fixtures/ledger.ts';
import { batchOf, deliver } from '#test/fixtures/ledger.ts';
import { subscriptions as reportSubscriptions } from '../../services/reports/consume.ts';
import { reportRoutes } from '../../services/reports/routes.ts';
import { openStore as openReports } from '../../services/reports/store.ts';
import { subscriptions as ledgerSubscriptions } from '../../services/transactions/consume.ts';
import { createReferenceResolver } from '../../services/transactions/references/resolver.ts';
import { openStore as openTransactions } from '../../services/transactions/store.ts';
import { transactionRoutes } from '../../services/transactions/transaction/routes.ts';

/** Events taken from the outbox at once. */
const TAKEN = 500;

export type Clients = {
  readonly transactions: Client<typeof TransactionService>;
  readonly reports: Client<typeof ReportService>;
};
export type Services = Awaited<ReturnType<typeof openServices>>;

/** No replica is missed in these tests: every event arrives before it is needed. */
const NO_OWNERS: Parameters<typeof createReferenceResolver>[1] = {
  accounts: {
    batchGetAccountReplicas: async () => ({ accounts: [] }) as never,
    moveOpening: async () => ({}) as never,
  },
  categories: { batchGetCategoryReplicas: async () => ({ categories: [] }) as never },
};

async function openLedger() {
  const database = await createMariadbDatabase();
  const store = await openTransactions(database.url, () => {});
  await store.migrate();
  const references = createReferenceResolver(store.replicas, NO_OWNERS);
  const router = createTestRouter({
    routes: (router) => void router.service(TransactionService, transactionRoutes(store, references)),
    idempotency: store.idempotency,
  });
  return { store, router, subscriptions: ledgerSubscriptions(store), drop: database.drop };
}

async function openReportService() {
  const database = await createPostgresDatabase();
  const store = await openReports(database.url);
  await store.migrate();
  const router = createTestRouter({
    routes: (router) => void router.service(ReportService, reportRoutes(store)),
    idempotency: store.idempotency,
  });
  return { store, router, subscriptions: reportSubscriptions(store), drop: database.drop };
}

export async function openServices() {
  const ledger = await openLedger();
  const reports = await openReportService();
  return {
    clientsOf({ householdId }: Ledger): Clients {
      const user = createTestUser(householdId);
      return {
        transactions: ledger.router.as(TransactionService, user),
        reports: reports.router.as(ReportService, user),
      };
    },
    /** Delivers events of accounts, categories and the household to all that consume them. */
    async publish(events: Ledger['events']): Promise<void> {
      await deliver(reports.subscriptions, events, nextPartition());
      await deliver(ledger.subscriptions, events, nextPartition());
    },
    /** Takes what the ledger has committed since the last time. */
    async committed(): Promise<TransactionEvent[]> {
      const taken = await ledger.store.outbox.take(TAKEN);
      await ledger.store.outbox.sent(taken);
      return taken.map(({ payload }) => fromBinary(TransactionEventSchema, payload));
    },
    /** Events in any order and number: each comes alone in a partition of its own, so that no checkpoint hides it. */
    async deliverToReports(events: readonly TransactionEvent[]): Promise<void> {
      const consumer = reports.subscriptions.find(({ topic }) => topic === topics.transaction) as Subscription;
      for (const event of events) await consumer.apply(batchOf(topics.transaction, [event], nextPartition()) as never);
    },
    async close(): Promise<void> {
      for (const { store, drop } of [ledger, reports]) {
        await store.close();
        await drop();
      }
    },
  };
}

let partition = 0;
const nextPartition = (): number => ++partition;
