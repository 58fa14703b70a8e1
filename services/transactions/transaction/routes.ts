/** TransactionService: the ledger of households. */
import type { ServiceImpl } from '@connectrpc/connect';
import { TransactionSchema } from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { type Caller, callerOf } from '#kit/rpc/access.ts';
import { errors, withItemIndex } from '#kit/rpc/errors.ts';
import { applyFieldMask } from '#kit/rpc/field-mask.ts';
import { writeContextOf } from '#kit/rpc/write-context.ts';
import { type ReferenceResolver, resolveReferences } from '../references/resolver.ts';
import type { TransactionStore } from '../store.ts';
import { createTransfer } from '../transfer/rules.ts';
import { deleteLegs, restoreLegs, type TransactionLegs, updateLegs } from './legs.ts';
import { checkUnlocked } from './reconciled.ts';
import { readRegister } from './register.ts';
import { createTransaction, UPDATABLE_FIELDS } from './rules.ts';

export const transactionRoutes = (
  store: TransactionStore,
  resolve: ReferenceResolver,
): ServiceImpl<typeof TransactionService> => ({
  async getTransaction({ id, showDeleted }, context) {
    const [transaction] = await store.transactions([id], callerOf(context).visible, showDeleted);
    return { transaction: callerOf(context).requireRole(transaction, 'transaction') };
  },

  async batchGetTransactions({ ids, showDeleted }, context) {
    return { transactions: await store.transactions(ids, callerOf(context).visible, showDeleted) };
  },

  async listTransactions(request, context) {
    return readRegister({ store, resolve }, callerOf(context).requireHousehold(request.householdId), request);
  },

  async createTransaction({ householdId, transaction }, context) {
    const write = writeContextOf(context);
    const household = callerOf(context).requireHousehold(householdId);
    const known = await resolveReferences(resolve, [transaction!]);
    const change = createTransaction(transaction!, { householdId: household }, known, write);
    return store.commit(write, household, [change], { transaction: change.after });
  },

  async batchCreateTransactions({ householdId, transactions }, context) {
    const write = writeContextOf(context);
    const household = callerOf(context).requireHousehold(householdId);
    const known = await resolveReferences(resolve, transactions);
    const changes = transactions.map((transaction, index) =>
      withItemIndex(index, () => createTransaction(transaction, { householdId: household }, known, write)),
    );
    return store.commit(write, household, changes, { transactions: changes.map(({ after }) => after) });
  },

  async createTransfer(request, context) {
    const write = writeContextOf(context);
    const household = callerOf(context).requireHousehold(request.householdId);
    const { fromAccountId, toAccountId, feeLines } = request;
    const categoryIds = feeLines.map(({ categoryId }) => categoryId);
    const known = await resolve([fromAccountId, toAccountId], categoryIds);
    const changes = createTransfer(request, household, known, write);
    const [fromTransaction, toTransaction] = changes.map(({ after }) => after);
    return store.commit(write, household, changes, {
      fromTransaction: fromTransaction!,
      toTransaction: toTransaction!,
    });
  },

  async updateTransaction({ id, transaction, updateMask }, context) {
    const write = writeContextOf(context);
    const [before, counter] = await readLegs(store, id, callerOf(context));
    checkUnlocked(before);
    const wanted = applyFieldMask(TransactionSchema, {
      before,
      wanted: transaction,
      mask: updateMask,
      updatable: UPDATABLE_FIELDS,
    });
    const known = await resolveReferences(resolve, counter ? [wanted, counter] : [wanted]);
    const edit = { wanted, linesGiven: updateMask!.paths.includes('lines') };
    const changes = updateLegs([before, counter], edit, known, write);
    return store.commit(write, before.householdId, changes, { transaction: changes[0]!.after });
  },

  async deleteTransaction({ id, etag }, context) {
    const write = writeContextOf(context);
    const [before, counter] = await readLegs(store, id, callerOf(context));
    if (etag && etag !== before.etag) throw errors.etagMismatch('transaction');
    return store.commit(write, before.householdId, deleteLegs([before, counter], write), {});
  },

  async restoreTransaction({ id }, context) {
    const write = writeContextOf(context);
    const [before, counter] = await readLegs(store, id, callerOf(context), true);
    if (!before.deleteTime) return store.commit(write, before.householdId, [], { transaction: before });
    const changes = restoreLegs([before, counter], write);
    return store.commit(write, before.householdId, changes, { transaction: changes[0]!.after });
  },
});

/** Reads a transaction, and the other leg when it is part of a transfer. Errors: NOT_FOUND, ROLE_TOO_LOW. */
async function readLegs(
  store: TransactionStore,
  id: string,
  caller: Caller,
  showDeleted = false,
): Promise<TransactionLegs> {
  const [found] = await store.transactions([id], caller.visible, showDeleted);
  const own = caller.requireRole(found, 'transaction');
  if (!own.transfer) return [own];
  const [counter] = await store.transactions([own.transfer.counterTransactionId], caller.visible, showDeleted);
  return counter ? [own, counter] : [own];
}
