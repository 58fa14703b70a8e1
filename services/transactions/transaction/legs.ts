/** Rules for a transaction that may be one leg of a transfer: what is done to it is done to both legs. */
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { Change, WriteContext } from '#kit/rpc/write-context.ts';
import type { References } from '../references/references.ts';
import { deleteTransfer, restoreTransfer, updateTransfer } from '../transfer/rules.ts';
import { deleteTransaction, type Edit, restoreTransaction, updateTransaction } from './rules.ts';

/** A transaction, and the other leg when it is part of a transfer. */
export type TransactionLegs = readonly [transaction: Transaction, counter?: Transaction | undefined];

/** Changes of the transaction and its other leg, in this order. */
type LegChanges = readonly Change<Transaction>[];

export const updateLegs = (
  [before, counter]: TransactionLegs,
  edit: Edit,
  known: References,
  write: WriteContext,
): LegChanges =>
  counter ? updateTransfer({ before, counter }, edit, known, write) : [updateTransaction(before, edit, known, write)];

export const deleteLegs = ([before, counter]: TransactionLegs, write: WriteContext): LegChanges =>
  counter ? deleteTransfer([before, counter], write) : [deleteTransaction(before, write)];

export const restoreLegs = ([before, counter]: TransactionLegs, write: WriteContext): LegChanges =>
  counter ? restoreTransfer([before, counter], write) : [restoreTransaction(before, write)];
