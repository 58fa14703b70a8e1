/** Figures derived from the ledger: reports of a range, budgets and their status. */
import { skipToken, useQuery } from '@connectrpc/connect-query';
import { keepPreviousData } from '@tanstack/react-query';
import { BudgetService } from '#gen/melo/budgets/v1/budget_service_pb.ts';
import { ReportService } from '#gen/melo/reports/v1/report_service_pb.ts';
import type { Day } from '../i18n/dates.ts';
import { useCurrentHousehold } from './current-household.tsx';

export type Range = { readonly from: Day; readonly to: Day };

const MAX_BUDGETS = 200;
/** While another range loads, the figures of the previous one are shown. */
const options = { placeholderData: keepPreviousData };

function useRange({ from, to }: Range) {
  const { household } = useCurrentHousehold();
  return { householdId: household.id, fromDate: from, toDate: to };
}

export const useIncomeStatement = (range: Range) =>
  useQuery(ReportService.method.getIncomeStatement, useRange(range), options);
export const useSpending = (range: Range) =>
  useQuery(ReportService.method.getSpendingByCategory, useRange(range), options);
export const useNetWorth = (range: Range) => useQuery(ReportService.method.getNetWorth, useRange(range), options);

export function useBudgets() {
  const { household } = useCurrentHousehold();
  return useQuery(BudgetService.method.listBudgets, { householdId: household.id, pageSize: MAX_BUDGETS });
}

/** The status of budgets in the period of a day, by default today. */
export function useStatuses(ids: readonly string[], date = '') {
  return useQuery(
    BudgetService.method.batchGetBudgetStatuses,
    ids.length === 0 ? skipToken : { ids: [...ids], date },
    options,
  );
}
