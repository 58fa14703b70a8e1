/** ReportService: figures derived from the ledger. */
import type { HandlerContext, ServiceImpl } from '@connectrpc/connect';
import type { ReportService } from '#gen/melo/reports/v1/report_service_pb.ts';
import { callerOf } from '#kit/rpc/access.ts';
import { errors } from '#kit/rpc/errors.ts';
import { daysOf, incomeStatement, monthsOf, netWorth, type Range, rangeOf, spendingByCategory } from './report.ts';
import type { ReportStore, Snapshot } from './store.ts';

type RangeRequest = { readonly householdId: string; readonly fromDate: string; readonly toDate: string };

export function reportRoutes(store: ReportStore): ServiceImpl<typeof ReportService> {
  return {
    getSpendingByCategory: (request, context) =>
      figures(request, context, async (at, range, currency) => ({
        ...spendingByCategory(await at.lineSums(range, 'range'), currency),
        ...(await at.freshness()),
      })),

    getIncomeStatement: (request, context) =>
      figures(request, context, async (at, range, currency) => ({
        ...incomeStatement(await at.lineSums(range, 'month'), currency, monthsOf(range)),
        ...(await at.freshness()),
      })),

    getNetWorth: (request, context) =>
      figures(request, context, async (at, range, currency) => ({
        ...netWorth(await at.accounts(), await at.accountSums(range), currency, daysOf(range)),
        ...(await at.freshness()),
      })),
  };

  function figures<Answer>(
    { householdId, fromDate, toDate }: RangeRequest,
    context: HandlerContext,
    work: (at: Snapshot, range: Range, currency: string) => Promise<Answer>,
  ): Promise<Answer> {
    const household = callerOf(context).requireHousehold(householdId);
    const range = rangeOf(fromDate, toDate);
    return store.read(household, async (at) => {
      const currency = await at.currency();
      // A household of a moment ago: without its currency every figure would be a guess.
      if (!currency) throw errors.dependency('users');
      return work(at, range, currency);
    });
  }
}
