/** Rules of facts: the newest version of each transaction as reports need it. */
import type { TransactionEvent } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { resourceChange } from '#kit/events/resource-change.ts';

/** A line of a live transaction. */
export type FactLine = { readonly categoryId: string; readonly minorUnits: bigint; readonly currency: string };

/** A transaction in one version. A deleted one has no lines and keeps its version, so that an older event does not restore it. */
export type Fact = {
  readonly transactionId: string;
  readonly householdId: string;
  readonly version: bigint;
  readonly accountId: string;
  readonly postingDate: string;
  readonly isTransfer: boolean;
  readonly lines: readonly FactLine[];
};

/** The transaction after an event. */
export function factOf(event: Pick<TransactionEvent, 'change' | 'version'>): Fact | undefined {
  const { before, after } = resourceChange(event);
  if (after) return live(after, event.version);
  return before && { ...live(before, event.version), lines: [] };
}

/** The newest fact of each transaction in a batch. */
export function newest(facts: readonly Fact[]): Fact[] {
  const byId = new Map<string, Fact>();
  for (const fact of facts) {
    const known = byId.get(fact.transactionId);
    if (!known || known.version < fact.version) byId.set(fact.transactionId, fact);
  }
  return [...byId.values()];
}

function live(transaction: Transaction, version: bigint): Fact {
  const { amount, lines } = transaction;
  const parts = lines.length > 0 ? lines : [{ categoryId: '', amount }];
  return {
    transactionId: transaction.id,
    householdId: transaction.householdId,
    version,
    accountId: transaction.accountId,
    postingDate: transaction.postingDate,
    isTransfer: transaction.transfer !== undefined,
    lines: parts.map((part) => ({
      categoryId: part.categoryId,
      minorUnits: part.amount!.minorUnits,
      currency: part.amount!.currencyCode,
    })),
  };
}
