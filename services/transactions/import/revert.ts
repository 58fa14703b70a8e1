/** Reverts an import: deletes the transactions that it created, and releases those that its rows joined. */
import { create } from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';
import { type Import, ImportSchema } from '#gen/melo/transactions/v1/import_pb.ts';
import { TransactionsReason, TransactionsReasonSchema } from '#gen/melo/transactions/v1/reason_pb.ts';
import { domainError } from '#kit/rpc/errors.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import { timestamp } from '#kit/values/dates.ts';
import type { TransactionStore } from '../store.ts';
import { deleteTransaction } from '../transaction/rules.ts';
import { pendingAgain } from './entries.ts';
import type { ImportOpenings } from './opening.ts';

type Dependencies = { readonly store: TransactionStore; readonly openings: ImportOpenings };

/**
 * Reverts an import once. Repeated calls restore an opening date that could not be restored before.
 * Errors: ALREADY_REVERTED, RECONCILED, DEPENDENCY_UNAVAILABLE, StaleDecisionError, DuplicateRequestError.
 */
export async function revertImport({ store, openings }: Dependencies, before: Import, write: WriteContext) {
  if (before.revertTime) {
    await openings.restore(before);
    throw domainError(TransactionsReasonSchema, {
      code: Code.FailedPrecondition,
      reason: TransactionsReason.ALREADY_REVERTED,
      text: 'This import was reverted before.',
    });
  }
  const created = await store.transactions(await store.imports.created(before.id), [before.householdId]);
  const pending = (await store.imports.joined(before.id)).filter(({ wasPending }) => wasPending);
  const joined = await store.transactions(
    pending.map(({ id }) => id),
    [before.householdId],
  );
  const changes = [
    ...created.map((transaction) => deleteTransaction(transaction, write)),
    ...joined.flatMap((transaction) => pendingAgain(transaction, write)),
  ];
  const after = create(ImportSchema, { ...before, revertTime: timestamp(write.now) });
  const response = await store.commitRevert(write, before, changes, { import: after });
  await openings.restore(before);
  return response;
}
