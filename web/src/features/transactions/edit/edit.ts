/** Changes of one transaction. Each is shown at once and can be undone. */
import { create } from '@bufbuild/protobuf';
import {
  type Line,
  LineSchema,
  type Transaction,
  TransactionSchema,
} from '#gen/melo/transactions/v1/transaction_pb.ts';
import { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { showChanged } from '../../../api/ledger/cache.ts';
import { write } from '../../../api/mutations.ts';
import { text } from '../../../i18n/text.ts';
import { offerUndo } from '../../../ui/feedback/toast.tsx';

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

export function oneLine({ amount, lines }: Transaction, categoryId: string): Line[] {
  const [line] = lines;
  return [
    create(LineSchema, { tags: line?.tags ?? [], note: line?.note ?? '', categoryId, ...(amount && { amount }) }),
  ];
}

/** Versions that this device made, by the ones that they replaced: what was changed again since can still be undone. */
const successors = new Map<string, string>();
const MAX_SUCCESSORS = 1000;

function latestOf({ id, etag }: Transaction): string {
  let latest = etag;
  for (let next = successors.get(`${id} ${latest}`); next; next = successors.get(`${id} ${latest}`)) latest = next;
  return latest;
}

/** Sends a change, and shows what the server made of it. Fails when someone else changed the transaction since. */
export async function update(before: Transaction, change: Change, requestId?: string): Promise<Transaction> {
  const etag = latestOf(before);
  const request = {
    id: before.id,
    transaction: create(TransactionSchema, { ...change, etag }),
    updateMask: { paths: (Object.keys(change) as (keyof Change)[]).map((field) => paths[field]) },
  };
  const { transaction } = await write(
    TransactionService.method.updateTransaction,
    request,
    movesMoney(change) ? 'ledger' : 'details',
    requestId,
  );
  if (successors.size >= MAX_SUCCESSORS) successors.clear();
  successors.set(`${before.id} ${etag}`, transaction!.etag);
  showChanged(before, transaction!);
  return transaction!;
}

const movesMoney = (change: Change): boolean => 'amount' in change || 'postingDate' in change;
