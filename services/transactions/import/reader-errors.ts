/** Errors of the worker pool as errors of the caller. */
import { Code } from '@connectrpc/connect';
import { TransactionsReason, TransactionsReasonSchema } from '#gen/melo/transactions/v1/reason_pb.ts';
import { domainError } from '#kit/rpc/errors.ts';
import { WorkerBusyError, WorkerLimitError } from '#kit/workers/worker-pool.ts';
import { transactionsError } from '../transaction/checks.ts';

const RETRY_SECONDS = '1';

/** IMPORT_BUSY for a busy pool, FILE_TOO_COMPLEX for an exceeded limit; other errors as they are. */
export function callerError(error: unknown): unknown {
  if (error instanceof WorkerBusyError) {
    return domainError(TransactionsReasonSchema, {
      code: Code.ResourceExhausted,
      reason: TransactionsReason.IMPORT_BUSY,
      text: 'Another file is being read. Nothing was saved; try again in a moment.',
      metadata: { retry_after_seconds: RETRY_SECONDS },
    });
  }
  if (!(error instanceof WorkerLimitError)) return error;
  return transactionsError(
    TransactionsReason.FILE_TOO_COMPLEX,
    'content',
    `Reading this file takes too much ${error.limit}. Nothing was saved; export a shorter period from your bank.`,
    { limit: error.limit },
  );
}
