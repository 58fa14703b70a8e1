/** Rules of spending: what a transaction means for budget lines. */

import type { TransactionEvent } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { TransactionStatus } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { resourceChange } from '#kit/events/resource-change.ts';

/** One line of a transaction as budgets count it; spending is positive, a refund negative. */
export type SpentLine = { readonly categoryId: string; readonly currency: string; readonly minorUnits: bigint };

/** The newest version of a transaction as budgets count it. A deleted one has no lines. */
export type Fact = {
  readonly transactionId: string;
  readonly householdId: string;
  readonly version: bigint;
  readonly date: string;
  readonly pending: boolean;
  readonly lines: readonly SpentLine[];
};

/** The part of a fact that line figures need; it may also be the sum of several facts of one day. */
export type SpendingEntry = Pick<Fact, 'date' | 'pending' | 'lines'>;

/** The fact after an event. */
export function factOf(event: TransactionEvent): Fact | undefined {
  const { before, after } = resourceChange(event);
  const { householdId, version } = event;
  if (after) return live(after, version);
  if (!before) return undefined;
  return { transactionId: before.id, householdId, version, date: before.postingDate, pending: false, lines: [] };
}

function live(transaction: Transaction, version: bigint): Fact {
  // A transfer, such as a card payment, is never spending: its transferred amount has no category. Its fees have one.
  const lines = transaction.lines.filter(({ categoryId }) => categoryId !== '');
  return {
    transactionId: transaction.id,
    householdId: transaction.householdId,
    version,
    date: transaction.postingDate,
    pending: transaction.status === TransactionStatus.PENDING,
    lines: lines.map(({ categoryId, amount }) => ({
      categoryId,
      currency: amount!.currencyCode,
      minorUnits: -amount!.minorUnits,
    })),
  };
}
