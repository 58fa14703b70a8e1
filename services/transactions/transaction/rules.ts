/** Rules of transactions: lines add up to their transaction, and every change has a version and an event with before and after. */
import { clone, create } from '@bufbuild/protobuf';
import { TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import {
  LineSchema,
  type Origin,
  type Transaction,
  TransactionSchema,
  TransactionStatus,
} from '#gen/melo/transactions/v1/transaction_pb.ts';
import { type EventChange, newEvent } from '#kit/events/event.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import { timestamp } from '#kit/values/dates.ts';
import type { References } from '../references/references.ts';
import { check } from './checks.ts';
import { checkStatus, checkUnlocked } from './reconciled.ts';

export const UPDATABLE_FIELDS = ['posting_date', 'amount', 'payee', 'note', 'status', 'lines'] as const;

/** Creates a transaction that is not part of a transfer; `origin` is set for imported ones. Errors: those of `check`, STATUS_NOT_SETTABLE. */
export function createTransaction(
  wanted: Transaction,
  { householdId, origin }: { readonly householdId: string; readonly origin?: Origin },
  known: References,
  write: WriteContext,
) {
  const after = clone(TransactionSchema, wanted);
  Object.assign(after, {
    id: write.newId(),
    householdId,
    createTime: timestamp(write.now),
    deleteTime: undefined,
    etag: '1',
  });
  after.transfer = undefined;
  after.origin = origin;
  after.status ||= TransactionStatus.CLEARED;
  checkStatus(after);
  if (after.lines.length === 0) after.lines = [create(LineSchema, { amount: after.amount! })];
  check(after, known);
  return { after, events: [transactionCreatedEvent(after, write)] };
}

/** An edited transaction. */
export type Edit = {
  /** Merged and valid in shape. */
  readonly wanted: Transaction;
  /** Whether the edit included the lines. */
  readonly linesGiven: boolean;
};

/**
 * Updates a transaction that is not part of a transfer. The history of an archived account may be corrected.
 * Errors: those of `check`, STATUS_NOT_SETTABLE.
 */
export function updateTransaction(
  before: Transaction,
  { wanted, linesGiven }: Edit,
  known: References,
  write: WriteContext,
) {
  const after = nextVersion(wanted, before);
  checkStatus(after, before);
  const [line] = after.lines;
  // A single line always has the amount of its transaction.
  if (after.lines.length === 1 && !linesGiven) line!.amount = after.amount!;
  if (after.lines.length === 0) after.lines = [create(LineSchema, { amount: after.amount! })];
  check(after, known, true);
  return { before, after, events: [transactionUpdatedEvent(before, after, write)] };
}

/** Deletes a transaction. It keeps all its fields and can be restored. Errors: RECONCILED. */
export function deleteTransaction(before: Transaction, write: WriteContext) {
  checkUnlocked(before);
  const after = nextVersion(before, before);
  after.deleteTime = timestamp(write.now);
  const value = { before };
  return { before, after, events: [transactionEvent(write, after, { case: 'transactionDeleted', value })] };
}

/** Restores a deleted transaction. A reconciled one becomes cleared, because its statement no longer confirms it. */
export function restoreTransaction(before: Transaction, write: WriteContext) {
  const after = nextVersion(before, before);
  after.deleteTime = undefined;
  if (after.status === TransactionStatus.RECONCILED) after.status = TransactionStatus.CLEARED;
  const value = { after };
  return { before, after, events: [transactionEvent(write, after, { case: 'transactionRestored', value })] };
}

/** A copy of `wanted` with the version that follows `before`'s. */
export function nextVersion(wanted: Transaction, before: Transaction): Transaction {
  const after = clone(TransactionSchema, wanted);
  after.etag = String(BigInt(before.etag) + 1n);
  return after;
}

export const transactionCreatedEvent = (after: Transaction, write: WriteContext) =>
  transactionEvent(write, after, {
    case: 'transactionCreated',
    value: { after },
  });

export const transactionUpdatedEvent = (before: Transaction, after: Transaction, write: WriteContext) =>
  transactionEvent(write, after, {
    case: 'transactionUpdated',
    value: { before, after },
  });

const transactionEvent = (
  write: WriteContext,
  transaction: Transaction,
  change: EventChange<typeof TransactionEventSchema>,
) =>
  newEvent(write, TransactionEventSchema, {
    householdId: transaction.householdId,
    version: BigInt(transaction.etag),
    change,
  });
