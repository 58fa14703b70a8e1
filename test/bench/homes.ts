/** The caller of the bench: a household with two accounts, by an SDK over one kept HTTP/2 connection, in binary. */
import type { DescService } from '@bufbuild/protobuf';
import { type Client, createClient, type Interceptor } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { BudgetService } from '#gen/melo/budgets/v1/budget_service_pb.ts';
import { CategoryService } from '#gen/melo/categories/v1/category_service_pb.ts';
import { NotificationService } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { ReportService } from '#gen/melo/reports/v1/report_service_pb.ts';
import { ImportService } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import type { Addresses } from '#infra/local/addresses.ts';
import { newHousehold } from '../e2e/household.ts';

export type Home = Awaited<ReturnType<typeof newHome>>;

export async function newHome(at: Addresses, name: string) {
  const household = await newHousehold(`bench-${name}`);
  const { person } = household;
  const [{ id: householdId } = { id: '' }] = (await person.households.listHouseholds({})).households;
  const signed: Interceptor = (next) => async (request) => {
    request.header.set('authorization', `Bearer ${await person.token()}`);
    return next(request);
  };
  const transport = createConnectTransport({
    httpVersion: '2',
    baseUrl: at.urls.web,
    useBinaryFormat: true,
    readMaxBytes: 32 * 1024 * 1024,
    interceptors: [signed],
  });
  const client = <Service extends DescService>(service: Service): Client<Service> => createClient(service, transport);
  return {
    ...household,
    householdId,
    groceries: household.categories.get('Groceries')!,
    sdk: {
      accounts: client(AccountService),
      budgets: client(BudgetService),
      categories: client(CategoryService),
      imports: client(ImportService),
      notifications: client(NotificationService),
      reports: client(ReportService),
      transactions: client(TransactionService),
    },
  };
}
