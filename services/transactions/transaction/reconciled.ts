/** Rules of reconciled transactions: only reconciling sets the status, changes them or deletes them. */
import { Code } from '@connectrpc/connect';
import { TransactionsReason, TransactionsReasonSchema } from '#gen/melo/transactions/v1/reason_pb.ts';
import { type Transaction, TransactionStatus } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { domainError } from '#kit/rpc/errors.ts';

/** Rejects a reconciled transaction, which only reconciling changes or deletes. Errors: RECONCILED. */
export function checkUnlocked({ id, status }: Transaction): void {
  if (status !== TransactionStatus.RECONCILED) return;
  throw domainError(
    Code.FailedPrecondition,
    TransactionsReasonSchema,
    TransactionsReason.RECONCILED,
    'This transaction is reconciled and cannot be changed or deleted.',
    { field: 'status', transaction_id: id },
  );
}

/** Only reconciling sets the status RECONCILED. Errors: STATUS_NOT_SETTABLE. */
export function checkStatus(after: Transaction, before?: Transaction): void {
  if (after.status !== TransactionStatus.RECONCILED || before?.status === after.status) return;
  throw domainError(
    Code.InvalidArgument,
    TransactionsReasonSchema,
    TransactionsReason.STATUS_NOT_SETTABLE,
    'A transaction becomes reconciled by reconciling only.',
    { field: 'status' },
  );
}
