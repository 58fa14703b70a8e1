/** Writes of transactions. Each is shown at once and can be undone. */
import { create } from '@bufbuild/protobuf';
import {
  type Line,
  LineSchema,
  type Transaction,
  TransactionSchema,
} from '#gen/melo/transactions/v1/transaction_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { hide, showAdded, showChanged } from '../../../api/ledger/cache.ts';
import { write } from '../../../api/mutations.ts';
import { whileWriting } from '../../../api/refetch.ts';
import { text } from '../../../i18n/text.ts';
import { offerUndo, showToast } from '../../../ui/feedback/toast.tsx';

const { deleteTransaction, restoreTransaction, updateTransaction } = TransactionService.method;

/** Writes of a bulk change that are on their way at the same time. */
const BESIDE = 4;

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
  const after = await update(before, change, requestId);
  const undone = Object.fromEntries((Object.keys(change) as (keyof Change)[]).map((field) => [field, before[field]]));
  offerUndo(message, () => update(after, undone));
}

/** Sets the category of a transaction with one line; '' removes it. */
export function categorise(transaction: Transaction, categoryId: string, requestId?: string): Promise<void> {
  const message = categoryId === '' ? text('transactions.category-removed') : text('transactions.category-changed');
  return changeTransaction(transaction, { lines: oneLine(transaction, categoryId) }, message, requestId);
}

/** Sets the category of several transactions with one line. Those that fail keep theirs. */
export async function categoriseAll(transactions: readonly Transaction[], categoryId: string): Promise<void> {
  const changed: { readonly before: Transaction; readonly after: Transaction }[] = [];
  const failures = await eachOf(transactions, async (before) => {
    const after = await update(before, { lines: oneLine(before, categoryId) });
    changed.push({ before, after });
  });
  if (changed.length > 0)
    offerUndo(text('transactions.categorised-count', { count: changed.length }), () =>
      eachOf(changed, ({ before, after }) => update(after, { lines: before.lines })).then(throwFirst),
    );
  throwFirst(failures);
}

/** Deletes transactions. The lists lose them at once and get those back that could not be deleted. */
export async function deleteTransactions(transactions: readonly Transaction[]): Promise<void> {
  const rows = withoutSecondLegs(transactions);
  const failures = await remove(rows);
  const deleted = rows.filter((row) => !failures.some(({ of }) => of === row));
  if (deleted.length > 0) offerUndo(deletedMessage(deleted.length), () => restore(deleted));
  throwFirst(failures);
}

/** Deletes what was just added. */
export const removeAdded = (added: readonly Transaction[]): Promise<void> => remove(added).then(throwFirst);

async function remove(rows: readonly Transaction[]): Promise<Failed<Transaction>[]> {
  const complete = hide(rows);
  const failures = await eachOf(rows, ({ id }) => write(deleteTransaction, { id }, 'ledger'));
  complete(failures.map(({ of }) => of));
  return failures;
}

const deletedMessage = (count: number): string =>
  count === 1 ? text('transactions.transaction-deleted') : text('transactions.count', { count });

/** Restores deleted transactions. */
export async function restoreTransactions(transactions: readonly Transaction[]): Promise<void> {
  await restore(withoutSecondLegs(transactions));
  showToast(
    transactions.length === 1
      ? text('transactions.transaction-restored')
      : text('transactions.count-2', { count: transactions.length }),
  );
}

async function restore(transactions: readonly Transaction[]): Promise<void> {
  const complete = hide(transactions);
  const restored: Transaction[] = [];
  const failures = await eachOf(transactions, async ({ id }) => {
    const { transaction } = await write(restoreTransaction, { id }, 'ledger');
    if (transaction) restored.push(transaction);
  });
  complete(failures.map(({ of }) => of));
  showAdded(restored);
  throwFirst(failures);
}

type Failed<T> = { readonly of: T; readonly error: unknown };

/** Runs the write of each, a few at a time: the contract has none for several rows. Refetches after the last; returns what failed. */
async function eachOf<T>(rows: readonly T[], run: (row: T) => Promise<unknown>): Promise<Failed<T>[]> {
  const failures: Failed<T>[] = [];
  const left = rows.values();
  const work = async () => {
    for (const row of left) await run(row).catch((error: unknown) => failures.push({ of: row, error }));
  };
  await whileWriting(() => Promise.all(Array.from({ length: BESIDE }, work)));
  return failures;
}

function throwFirst([failure]: readonly Failed<unknown>[]): void {
  if (failure) throw failure.error;
}

/** Both legs of a transfer are deleted and restored as one. */
const withoutSecondLegs = (rows: readonly Transaction[]): Transaction[] =>
  rows.filter(
    ({ transfer }, i) => !transfer || !rows.slice(0, i).some(({ id }) => id === transfer.counterTransactionId),
  );

function oneLine({ amount, lines }: Transaction, categoryId: string): Line[] {
  const [line] = lines;
  return [
    create(LineSchema, { tags: line?.tags ?? [], note: line?.note ?? '', categoryId, ...(amount && { amount }) }),
  ];
}

/** Sends a change, and shows what the server made of it. */
async function update(before: Transaction, change: Change, requestId?: string): Promise<Transaction> {
  const request = {
    id: before.id,
    transaction: create(TransactionSchema, { ...change, etag: before.etag }),
    updateMask: { paths: (Object.keys(change) as (keyof Change)[]).map((field) => paths[field]) },
  };
  const { transaction } = await write(updateTransaction, request, movesMoney(change) ? 'ledger' : 'details', requestId);
  showChanged(before, transaction!);
  return transaction!;
}

const movesMoney = (change: Change): boolean => 'amount' in change || 'postingDate' in change;
