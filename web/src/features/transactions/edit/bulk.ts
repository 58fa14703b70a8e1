/** Changes, deletions and restorations of several transactions: shown at once, sent a few at a time, undone together. */
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { hide, showAdded } from '../../../api/ledger/cache.ts';
import { write } from '../../../api/mutations.ts';
import { whileWriting } from '../../../api/refetch.ts';
import { text } from '../../../i18n/text.ts';
import { offerUndo, showToast } from '../../../ui/feedback/toast.tsx';
import { oneLine, update } from './edit.ts';

const { deleteTransaction, restoreTransaction } = TransactionService.method;

/** Writes that are on their way at the same time. */
const BESIDE = 4;

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
