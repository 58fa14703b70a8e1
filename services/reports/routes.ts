/** ReportService: figures derived from the ledger. */
import type { HandlerContext, ServiceImpl } from '@connectrpc/connect';
import type { ReportService } from '#gen/melo/reports/v1/report_service_pb.ts';
import { callerOf } from '#kit/rpc/access.ts';
import { errors } from '#kit/rpc/errors.ts';
import { netWorth } from './net-worth.ts';
import type { Snapshot } from './queries.ts';
import { daysOf, monthsOf, type Range, rangeOf } from './range.ts';
import { incomeStatement, spendingByCategory } from './report.ts';
import type { ReportStore } from './store.ts';

export const reportRoutes = (store: ReportStore): ServiceImpl<typeof ReportService> => ({
  getSpendingByCategory: (request, context) =>
    readFigures(store, request, context, async (at, range, currency) => ({
      ...spendingByCategory(await at.lineSums(range, 'category'), currency),
      ...(await at.freshness()),
    })),

  getIncomeStatement: (request, context) =>
    readFigures(store, request, context, async (at, range, currency) => ({
      ...incomeStatement(await at.lineSums(range, 'month'), currency, monthsOf(range)),
      ...(await at.freshness()),
    })),

  getNetWorth: (request, context) =>
    readFigures(store, request, context, async (at, range, currency) => ({
      ...netWorth(await at.accounts(), await at.accountSums(range), currency, daysOf(range)),
      ...(await at.freshness()),
    })),
});

type RangeRequest = { readonly householdId: string; readonly fromDate: string; readonly toDate: string };

/** Computes figures on a snapshot in the household's base currency. Errors: DEPENDENCY_UNAVAILABLE. */
function readFigures<Figures>(
  store: ReportStore,
  { householdId, fromDate, toDate }: RangeRequest,
  context: HandlerContext,
  compute: (at: Snapshot, range: Range, currency: string) => Promise<Figures>,
): Promise<Figures> {
  const household = callerOf(context).requireHousehold(householdId);
  const range = rangeOf(fromDate, toDate);
  return store.read(household, async (at) => {
    const currency = await at.currency();
    // The household was created a moment ago. Without its currency no figure can be computed.
    if (!currency) throw errors.dependency('users');
    return compute(at, range, currency);
  });
}
