/** Rules of reconciled transactions: only a reconciliation sets the status, and they cannot be changed or deleted. */
import { Code } from '@connectrpc/connect';
import { TransactionsReason, TransactionsReasonSchema } from '#gen/melo/transactions/v1/reason_pb.ts';
import { type Transaction, TransactionStatus } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { domainError } from '#kit/rpc/errors.ts';

/** Rejects changes of a reconciled transaction. Errors: RECONCILED. */
export function checkUnlocked({ id, status }: Transaction): void {
  if (status !== TransactionStatus.RECONCILED) return;
  throw domainError(TransactionsReasonSchema, {
    code: Code.FailedPrecondition,
    reason: TransactionsReason.RECONCILED,
    text: 'This transaction is reconciled and cannot be changed or deleted.',
    metadata: { field: 'status', transaction_id: id },
  });
}

/** Rejects setting the status RECONCILED by hand. Errors: STATUS_NOT_SETTABLE. */
export function checkStatus(after: Transaction, before?: Transaction): void {
  if (after.status !== TransactionStatus.RECONCILED || before?.status === after.status) return;
  throw domainError(TransactionsReasonSchema, {
    code: Code.InvalidArgument,
    reason: TransactionsReason.STATUS_NOT_SETTABLE,
    text: 'The status RECONCILED can only be set by a reconciliation.',
    metadata: { field: 'status' },
  });
}
