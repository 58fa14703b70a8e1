/** Writes of transactions. Each is shown at once and can be undone. */
import { create } from '@bufbuild/protobuf';
import type { InfiniteData } from '@tanstack/react-query';
import {
  type Line,
  LineSchema,
  type Transaction,
  TransactionSchema,
} from '#gen/melo/transactions/v1/transaction_pb.ts';
import { type ListTransactionsResponse, TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { write } from '../../../api/mutations.ts';
import { queryClient } from '../../../api/query.ts';
import { text } from '../../../i18n/text.ts';
import { offerUndo, showToast } from '../../../ui/feedback/toast.tsx';

/** The fields that the user can change. */
export type Change = Partial<Pick<Transaction, 'postingDate' | 'payee' | 'note' | 'amount' | 'lines'>>;

const paths: Readonly<Record<keyof Change, string>> = {
  postingDate: 'posting_date',
  payee: 'payee',
  note: 'note',
  amount: 'amount',
  lines: 'lines',
};

/** Changes a transaction. Fails when it was changed after it was read. `message` confirms the change, such as "Payee changed." */
export async function changeTransaction(
  before: Transaction,
  change: Change,
  message: string,
  requestId?: string,
): Promise<void> {
  const { transaction } = await update(before, change, requestId);
  if (transaction) show(transaction);
  const undone = Object.fromEntries((Object.keys(change) as (keyof Change)[]).map((field) => [field, before[field]]));
  offerUndo(message, async () => {
    const answer = await update({ id: before.id, etag: transaction?.etag ?? '' }, undone);
    if (answer.transaction) show(answer.transaction);
  });
}

/** Sets the category of a transaction with one line; '' removes it. */
export function categorise(transaction: Transaction, categoryId: string, requestId?: string): Promise<void> {
  const message = categoryId === '' ? text('transactions.category-removed') : text('transactions.category-changed');
  return changeTransaction(transaction, { lines: oneLine(transaction, categoryId) }, message, requestId);
}

export async function deleteTransactions(transactions: readonly Transaction[]): Promise<void> {
  for (const { id } of transactions) await write(TransactionService.method.deleteTransaction, { id }, 'transactions');
  const message =
    transactions.length === 1
      ? text('transactions.transaction-deleted')
      : text('transactions.count', { count: transactions.length });
  offerUndo(message, () => restore(transactions));
}

/** Restores deleted transactions. Restoring a leg of a transfer restores both, so that a second call changes nothing. */
export async function restoreTransactions(transactions: readonly Transaction[]): Promise<void> {
  await restore(transactions);
  showToast(
    transactions.length === 1
      ? text('transactions.transaction-restored')
      : text('transactions.count-2', { count: transactions.length }),
  );
}

async function restore(transactions: readonly Transaction[]): Promise<void> {
  for (const { id } of transactions) await write(TransactionService.method.restoreTransaction, { id }, 'transactions');
}

function oneLine({ amount, lines }: Transaction, categoryId: string): Line[] {
  const [line] = lines;
  return [
    create(LineSchema, { tags: line?.tags ?? [], note: line?.note ?? '', categoryId, ...(amount && { amount }) }),
  ];
}

const update = ({ id, etag }: Pick<Transaction, 'id' | 'etag'>, change: Change, requestId?: string) =>
  write(
    TransactionService.method.updateTransaction,
    {
      id,
      transaction: create(TransactionSchema, { ...change, etag }),
      updateMask: { paths: (Object.keys(change) as (keyof Change)[]).map((field) => paths[field]) },
    },
    'transactions',
    requestId,
  );

/** Replaces the transaction in the cached pages, before they are fetched again. */
function show(transaction: Transaction): void {
  const { listTransactions } = TransactionService.method;
  queryClient.setQueriesData<InfiniteData<ListTransactionsResponse> | ListTransactionsResponse>(
    {
      predicate: ({ queryKey }) =>
        queryKey[0] === 'connect-query' &&
        (queryKey[1] as { methodName?: string }).methodName === listTransactions.name,
    },
    (shown) => {
      if (!shown) return shown;
      return 'pages' in shown ? { ...shown, pages: shown.pages.map(replaced) } : replaced(shown);
    },
  );
  function replaced(page: ListTransactionsResponse): ListTransactionsResponse {
    return {
      ...page,
      transactions: page.transactions.map((shown) => (shown.id === transaction.id ? transaction : shown)),
    };
  }
}
