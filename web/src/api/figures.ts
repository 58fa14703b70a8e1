/** Figures derived from the ledger: reports of a range, budgets and how they stand. */
import { skipToken, useQuery } from '@connectrpc/connect-query';
import { BudgetService } from '#gen/melo/budgets/v1/budget_service_pb.ts';
import { ReportService } from '#gen/melo/reports/v1/report_service_pb.ts';
import type { Day } from '../i18n/dates.ts';
import { useHome } from './current-household.tsx';

export type Range = { readonly from: Day; readonly to: Day };

const MOST_BUDGETS = 200;
/** Keeps what is shown while the next range is on its way. */
const calm = { placeholderData: <T>(shown: T | undefined) => shown };

function useRange({ from, to }: Range) {
  const { household } = useHome();
  return { householdId: household.id, fromDate: from, toDate: to };
}

export const useIncomeStatement = (range: Range) =>
  useQuery(ReportService.method.getIncomeStatement, useRange(range), calm);
export const useSpending = (range: Range) =>
  useQuery(ReportService.method.getSpendingByCategory, useRange(range), calm);
export const useNetWorth = (range: Range) => useQuery(ReportService.method.getNetWorth, useRange(range), calm);

export function useBudgets() {
  const { household } = useHome();
  return useQuery(BudgetService.method.listBudgets, { householdId: household.id, pageSize: MOST_BUDGETS });
}

/** How budgets stand in the period of a day; today when none is said. */
export function useStatuses(ids: readonly string[], date = '') {
  return useQuery(
    BudgetService.method.batchGetBudgetStatuses,
    ids.length === 0 ? skipToken : { ids: [...ids], date },
    calm,
  );
}
