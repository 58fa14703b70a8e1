/** What a list of transactions asks for, and whether a transaction belongs into it. */
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { ListTransactionsRequest } from '#gen/melo/transactions/v1/transaction_service_pb.ts';

export type LedgerRequest = Partial<Omit<ListTransactionsRequest, '$typeName' | '$unknown' | 'pageSize' | 'pageToken'>>;

/** Whether `belongs` knows: the rules for text, categories and flows are the server's. */
export const isExact = ({ categoryIds, uncategorised, flow, text }: LedgerRequest): boolean =>
  !categoryIds?.length && !uncategorised && !flow && !text;

/** Whether the list has all transactions of its accounts. */
export const isWhole = (request: LedgerRequest): boolean =>
  isExact(request) && !request.fromDate && !request.toDate && !request.onlyDeleted;

export function belongs({ accountId, postingDate, deleteTime }: Transaction, request: LedgerRequest): boolean {
  const { accountIds = [], fromDate, toDate, onlyDeleted = false } = request;
  return (
    onlyDeleted === (deleteTime !== undefined) &&
    (accountIds.length === 0 || accountIds.includes(accountId)) &&
    (!fromDate || postingDate >= fromDate) &&
    (!toDate || postingDate <= toDate)
  );
}
