/** The filters of the register, in the request. */
import { LineFlow } from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { LedgerRequest } from '../../../api/ledger/request.ts';
import type { Filters, Flow } from './filters.ts';

const flows: Readonly<Record<Flow, LineFlow>> = {
  spending: LineFlow.SPENDING,
  income: LineFlow.INCOME,
  both: LineFlow.SPENDING_AND_INCOME,
};

export function requestOf(filters: Filters, householdId: string): LedgerRequest {
  return {
    householdId,
    accountIds: filters.account ? [filters.account] : [],
    categoryIds: filters.category ? [filters.category] : [],
    uncategorised: filters.uncategorised ?? false,
    flow: filters.flow ? flows[filters.flow] : LineFlow.UNSPECIFIED,
    onlyDeleted: filters.deleted ?? false,
    fromDate: filters.from ?? '',
    toDate: filters.to ?? '',
    text: filters.text?.trim() ?? '',
  };
}
