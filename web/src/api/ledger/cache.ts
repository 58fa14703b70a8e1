/** The cached lists of transactions: what this device writes shows in them at once; where the effect is not known, they are read again. */
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { type ListTransactionsResponse, TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { queryClient } from '../query.ts';
import { counted, type Ledger, put, rowsOf, unread, without } from './chunks.ts';
import { belongs, isExact, type LedgerRequest } from './request.ts';

export const LEDGER = 'ledger';

let writtenAt = 0;

/** Whether lists changed at this time or later: what was read since then may be older than what they show. */
export const isOverwritten = (readAt: number): boolean => writtenAt >= readAt;

/** All lists are read again, as far as they are in view. */
export const rereadLists = (): void => changeLists(unread);

/** Shows new or restored transactions. */
export function showAdded(added: readonly Transaction[]): void {
  changeLists((list, request) => {
    if (!isExact(request)) return unread(list);
    const rows = added.filter((row) => belongs(row, request));
    return counted(put(list, rows), rows, 1);
  });
  changePayees((rows) => [...added, ...rows]);
}

export function showChanged(before: Transaction, after: Transaction): void {
  changeLists((list, request) => {
    if (!isExact(request)) return unread(has(list, after.id) ? put(list, [after]) : list);
    // What the list shows counts: the row may have changed since it was undone or edited.
    const old = rowsOf(list).find(({ id }) => id === after.id) ?? before;
    const left = belongs(old, request) ? counted(without(list, [after.id]), [old], -1) : list;
    return belongs(after, request) ? counted(put(left, [after]), [after], 1) : left;
  });
  changePayees((rows) => rows.map((row) => (row.id === after.id ? after : row)));
  // The server changes the other leg too.
  if (after.transfer) rereadLists();
}

/** Takes transactions out of the lists. Returns what puts back those whose write failed, and completes the others. */
export function hide(rows: readonly Transaction[]): (failed: readonly Transaction[]) => void {
  const ids = legsOf(rows);
  const hidden = new Map<string, readonly Transaction[]>();
  changeLists((list, _, key) => {
    const mine = rowsOf(list).filter(({ id }) => ids.includes(id));
    hidden.set(key, mine);
    return counted(without(list, ids), mine, -1);
  });
  changePayees((shown) => shown.filter(({ id }) => !ids.includes(id)));
  return (failed) => {
    const back = legsOf(failed);
    const isPartial = failed.length > 0 || rows.some(({ transfer }) => transfer);
    changeLists((list, request, key) => {
      const mine = (hidden.get(key) ?? []).filter(({ id }) => back.includes(id));
      const shown = counted(put(list, mine), mine, 1);
      return isPartial || !isExact(request) || request.onlyDeleted ? unread(shown) : shown;
    });
  };
}

/** The other leg of a transfer is deleted and restored with it. */
const legsOf = (rows: readonly Transaction[]): string[] =>
  rows.flatMap(({ id, transfer }) => (transfer ? [id, transfer.counterTransactionId] : [id]));

const has = (list: Ledger, id: string): boolean => rowsOf(list).some((row) => row.id === id);

function changeLists(change: (list: Ledger, request: LedgerRequest, key: string) => Ledger): void {
  writtenAt = Date.now();
  for (const [queryKey, list] of queryClient.getQueriesData<Ledger>({ queryKey: [LEDGER] })) {
    const request = queryKey[1] as LedgerRequest;
    if (list) queryClient.setQueryData(queryKey, change(list, request, JSON.stringify(request)));
  }
}

/** The transactions from which payees are suggested. */
function changePayees(change: (rows: Transaction[]) => Transaction[]): void {
  const { listTransactions } = TransactionService.method;
  queryClient.setQueriesData<ListTransactionsResponse>(
    {
      predicate: ({ queryKey: [, detail] }) => (detail as { methodName?: string }).methodName === listTransactions.name,
    },
    (page) => page && { ...page, transactions: change(page.transactions) },
  );
}
