/** The ledger and the reports side by side on real stores of their own; events go from one to the other as a test wants. */
import { fromBinary } from '@bufbuild/protobuf';
import type { Client } from '@connectrpc/connect';
import { ReportService } from '#gen/melo/reports/v1/report_service_pb.ts';
import { type TransactionEvent, TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { topics } from '#infra/topology.ts';
import type { Subscription } from '#kit/events/subscription.ts';
import { createMariadbDatabase, createPostgresDatabase } from '#kit/testing/test-databases.ts';
import { createTestRouter, createTestUser } from '#kit/testing/test-router.ts';
import { batchOf, deliver, type Ledger } from '#test/fixtures/ledger.ts';
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

export async function openServices() {
  const databases = { ledger: await createMariadbDatabase(), reports: await createPostgresDatabase() };
  const ledger = await openTransactions(databases.ledger.url, () => {});
  const reports = await openReports(databases.reports.url);
  await ledger.migrate();
  await reports.migrate();
  const look = createReferenceResolver(ledger.copies, {
    accounts: {
      batchGetAccountReplicas: async () => ({ accounts: [] }) as never,
      moveOpening: async () => ({}) as never,
    },
    categories: { batchGetCategoryReplicas: async () => ({ categories: [] }) as never },
  });
  const ledgerBench = createTestRouter({
    routes: (router) => void router.service(TransactionService, transactionRoutes(ledger, look)),
    idempotency: ledger.idempotency,
  });
  const reportsBench = createTestRouter({
    routes: (router) => void router.service(ReportService, reportRoutes(reports)),
    idempotency: reports.idempotency,
  });
  const toLedger = ledgerSubscriptions(ledger);
  const toReports = reportSubscriptions(reports);

  return {
    clientsOf({ householdId }: Ledger): Clients {
      const who = createTestUser(householdId);
      return {
        transactions: ledgerBench.as(TransactionService, who),
        reports: reportsBench.as(ReportService, who),
      };
    },
    /** What owners published of accounts, categories and the household, to all that consume it. */
    async publish(events: Ledger['events']): Promise<void> {
      await deliver(toReports, events, nextPartition());
      await deliver(toLedger, events, nextPartition());
    },
    /** Takes what the ledger has committed since the last time. */
    async committed(): Promise<TransactionEvent[]> {
      const taken = await ledger.outbox.take(TAKEN);
      await ledger.outbox.sent(taken);
      return taken.map(({ payload }) => fromBinary(TransactionEventSchema, payload));
    },
    /** Events in any order and number: each comes alone in a partition of its own, so that no checkpoint hides it. */
    async deliverToReports(events: readonly TransactionEvent[]): Promise<void> {
      const consumer = toReports.find(({ topic }) => topic === topics.transaction) as Subscription;
      for (const event of events) await consumer.apply(batchOf(topics.transaction, [event], nextPartition()) as never);
    },
    async close(): Promise<void> {
      await ledger.close();
      await reports.close();
      await databases.ledger.drop();
      await databases.reports.drop();
    },
  };
}

let partition = 0;
const nextPartition = (): number => ++partition;
