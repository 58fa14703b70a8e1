/** The query cache, and which queries a change invalidates. */
import { Code } from '@connectrpc/connect';
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
import { codeOf, isBusy } from './error-codes.ts';

/** What users can change, on this device or another. */
export type Part = 'transactions' | 'accounts' | 'budgets' | 'categories' | 'alerts' | 'people';

const STALE_MS = 30_000;
const MAX_RETRIES = 2;
/** The last attempt follows after about half a minute. */
const MAX_BUSY_RETRIES = 5;
const BACK_OFF_MS = 1000;
/** Derived figures follow the ledger with a delay, so queries are refetched after each of these times. */
const REFETCH_DELAYS_MS = [0, 900, 2500];

const retryable: readonly Code[] = [Code.Unavailable, Code.DeadlineExceeded, Code.Unknown];

/** Whether repeating the call may help: the server could not be reached or did not answer. */
export const isUnavailable = (error: unknown): boolean => retryable.includes(codeOf(error));

/** A read that reached its deadline is not repeated: the user has waited long enough to be told. */
function retriesRead(count: number, error: unknown): boolean {
  if (isBusy(error)) return count < MAX_BUSY_RETRIES;
  return count < MAX_RETRIES && isUnavailable(error) && codeOf(error) !== Code.DeadlineExceeded;
}

/** Twice as long each time, with a random part so that browsers do not return together. */
const backOff = (count: number): number => BACK_OFF_MS * 2 ** count * (0.75 + Math.random() / 2);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: STALE_MS, retry: retriesRead, retryDelay: backOff },
    mutations: { retry: (count, error) => count < MAX_RETRIES && isUnavailable(error) },
  },
});

/** Queries of these services, and GraphQL queries, depend on the part. */
const dependents: Readonly<Record<Part, readonly string[]>> = {
  transactions: [TransactionService, ImportService, AccountService, BudgetService, ReportService].map(typeName),
  accounts: [AccountService, ReportService, ImportService].map(typeName),
  budgets: [BudgetService].map(typeName),
  categories: [CategoryService, ReportService, BudgetService].map(typeName),
  alerts: [NotificationService].map(typeName),
  people: [UserService, HouseholdService].map(typeName),
};
const joined: readonly Part[] = ['transactions', 'accounts', 'categories'];

/** Changes named by the notification stream. */
export const partOf: Readonly<Partial<Record<ChangedPart, Part>>> = {
  [ChangedPart.TRANSACTIONS]: 'transactions',
  [ChangedPart.ACCOUNTS]: 'accounts',
  [ChangedPart.BUDGETS]: 'budgets',
};

/** Refetches what depends on the part: now, and later for derived figures. */
export function invalidate(part: Part): void {
  for (const delay of REFETCH_DELAYS_MS) {
    setTimeout(() => queryClient.invalidateQueries({ predicate: ({ queryKey }) => dependsOn(queryKey, part) }), delay);
  }
}

/** Refetches the user and their households once. */
export function refetchUserAndHouseholds(): void {
  queryClient.invalidateQueries({ predicate: ({ queryKey }) => dependsOn(queryKey, 'people') });
}

function dependsOn(key: QueryKey, part: Part): boolean {
  if (key[0] === 'graphql') return joined.includes(part);
  const service = (key[1] as { serviceName?: string } | undefined)?.serviceName ?? '';
  return dependents[part].includes(service);
}

function typeName(service: { readonly typeName: string }): string {
  return service.typeName;
}
