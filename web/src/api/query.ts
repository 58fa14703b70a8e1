/** The cache of what was read, and what of it a change makes stale. */
import { Code, ConnectError } from '@connectrpc/connect';
import { QueryClient, type QueryKey } from '@tanstack/react-query';
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { BudgetService } from '#gen/melo/budgets/v1/budget_service_pb.ts';
import { CategoryService } from '#gen/melo/categories/v1/category_service_pb.ts';
import { ChangedPart } from '#gen/melo/notifications/v1/notification_pb.ts';
import { NotificationService } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { ReportService } from '#gen/melo/reports/v1/report_service_pb.ts';
import { ImportService } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { HouseholdService } from '#gen/melo/users/v1/household_service_pb.ts';
import { UserService } from '#gen/melo/users/v1/user_service_pb.ts';
import { GraphQLFailure } from './graphql.ts';

/** What a person or another device can change. */
export type Part = 'transactions' | 'accounts' | 'budgets' | 'categories' | 'alerts' | 'people';

const FRESH_MS = 30_000;
const TRIES = 2;
/** Derived figures follow the ledger within moments, so stale reads are asked for again after these times. */
const FOLLOW_UP_MS = [0, 900, 2500];

const retryable: readonly Code[] = [Code.Unavailable, Code.DeadlineExceeded, Code.Unknown];

/** Outages are worth another try; what the server has said stays said. */
export const isOutage = (error: unknown): boolean =>
  error instanceof GraphQLFailure ? error.outage : retryable.includes(ConnectError.from(error).code);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: FRESH_MS, retry: (count, error) => count < TRIES && isOutage(error) },
    mutations: { retry: (count, error) => count < TRIES && isOutage(error) },
  },
});

/** Reads of these services, and joined reads, depend on the part. */
const dependents: Readonly<Record<Part, readonly string[]>> = {
  transactions: [TransactionService, ImportService, AccountService, BudgetService, ReportService].map(typeName),
  accounts: [AccountService, ReportService, ImportService].map(typeName),
  budgets: [BudgetService].map(typeName),
  categories: [CategoryService, ReportService, BudgetService].map(typeName),
  alerts: [NotificationService].map(typeName),
  people: [UserService, HouseholdService].map(typeName),
};
const joined: readonly Part[] = ['transactions', 'accounts', 'categories'];

/** What the stream calls changed. */
export const partOf: Readonly<Partial<Record<ChangedPart, Part>>> = {
  [ChangedPart.TRANSACTIONS]: 'transactions',
  [ChangedPart.ACCOUNTS]: 'accounts',
  [ChangedPart.BUDGETS]: 'budgets',
};

/** Asks again for what shows the part: now, and as the derived figures follow. */
export function changed(part: Part): void {
  for (const delay of FOLLOW_UP_MS) {
    setTimeout(() => queryClient.invalidateQueries({ predicate: ({ queryKey }) => shows(queryKey, part) }), delay);
  }
}

/** Asks once for the person and their households. */
export function rereadPeople(): void {
  queryClient.invalidateQueries({ predicate: ({ queryKey }) => shows(queryKey, 'people') });
}

function shows(key: QueryKey, part: Part): boolean {
  if (key[0] === 'graphql') return joined.includes(part);
  const service = (key[1] as { serviceName?: string } | undefined)?.serviceName ?? '';
  return dependents[part].includes(service);
}

function typeName(service: { readonly typeName: string }): string {
  return service.typeName;
}
