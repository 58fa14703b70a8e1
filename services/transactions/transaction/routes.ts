import type { ServiceImpl } from '@connectrpc/connect';
import { CategoryKind } from '#gen/melo/categories/v1/category_pb.ts';
import { LineFlow, type Transaction, TransactionSchema } from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { ListTransactionsRequest, TransactionService } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import { type Caller, callerOf } from '#kit/rpc/access.ts';
import { errors, withItemIndex } from '#kit/rpc/errors.ts';
import { applyFieldMask } from '#kit/rpc/field-mask.ts';
import { DAY, decodePageToken, encodePageToken, pageSize, paginate, UUID } from '#kit/rpc/pagination.ts';
import { writeContextOf } from '#kit/rpc/write-context.ts';
import { systemClock, timestamp } from '#kit/values/dates.ts';
import { money } from '#kit/values/money.ts';
import { withDescendants } from '#kit/values/tree.ts';
import type { ReferenceResolver } from '../references/resolver.ts';
import type { TransactionStore } from '../store.ts';
import { createTransfer, deleteTransfer, restoreTransfer, updateTransfer } from '../transfer/rules.ts';
import { checkUnlocked } from './reconciled.ts';
import {
  createTransaction,
  deleteTransaction,
  restoreTransaction,
  UPDATABLE_FIELDS,
  updateTransaction,
} from './rules.ts';

export function transactionRoutes(
  store: TransactionStore,
  look: ReferenceResolver,
): ServiceImpl<typeof TransactionService> {
  return {
    async getTransaction({ id, showDeleted }, context) {
      const [transaction] = await found(showDeleted)([id], callerOf(context).visible);
      return {
        transaction: callerOf(context).requireRole(transaction, 'transaction'),
      };
    },

    async batchGetTransactions({ ids, showDeleted }, context) {
      return {
        transactions: await found(showDeleted)(ids, callerOf(context).visible),
      };
    },

    async listTransactions(request, context) {
      const householdId = callerOf(context).requireHousehold(request.householdId);
      const [date, id] = decodePageToken(request.pageToken, [DAY, UUID]) ?? [];
      const categoryIds = await categoriesOf(householdId, request);
      const size = pageSize(request.pageSize);
      const asOfTime = timestamp(systemClock());
      const listed = await store.list(
        { ...request, householdId, categoryIds },
        date && id ? { date, id } : undefined,
        size + 1,
      );
      const { page, nextPageToken } = paginate(listed.transactions, size, (last) =>
        encodePageToken(last.postingDate, last.id),
      );
      const totalAmounts = listed.amounts.map(([currency, minorUnits]) => money(currency, minorUnits));
      return {
        transactions: page,
        nextPageToken,
        totalCount: listed.count,
        totalAmounts,
        asOfTime,
        incomplete: listed.incomplete,
      };
    },

    async createTransaction({ householdId, transaction }, context) {
      const write = writeContextOf(context);
      const household = callerOf(context).requireHousehold(householdId);
      const change = createTransaction(transaction!, household, await known([transaction!]), write);
      return store.commit(write, household, [change], { transaction: change.after });
    },

    async batchCreateTransactions({ householdId, transactions }, context) {
      const write = writeContextOf(context);
      const household = callerOf(context).requireHousehold(householdId);
      const all = await known(transactions);
      const changes = transactions.map((transaction, index) =>
        withItemIndex(index, () => createTransaction(transaction, household, all, write)),
      );
      const answer = { transactions: changes.map(({ after }) => after) };
      return store.commit(write, household, changes, answer);
    },

    async createTransfer(request, context) {
      const write = writeContextOf(context);
      const household = callerOf(context).requireHousehold(request.householdId);
      const changes = createTransfer(
        request,
        household,
        await look(
          [request.fromAccountId, request.toAccountId],
          request.feeLines.map(({ categoryId }) => categoryId),
        ),
        write,
      );
      const [fromTransaction, toTransaction] = changes.map(({ after }) => after);
      return store.commit(write, household, changes, {
        fromTransaction: fromTransaction!,
        toTransaction: toTransaction!,
      });
    },

    async updateTransaction({ id, transaction, updateMask }, context) {
      const write = writeContextOf(context);
      const [before, counter] = await legs(id, callerOf(context), store.transactions);
      checkUnlocked(before);
      const wanted = applyFieldMask(TransactionSchema, {
        before,
        wanted: transaction,
        mask: updateMask,
        updatable: UPDATABLE_FIELDS,
      });
      const all = await known(counter ? [wanted, counter] : [wanted]);
      const linesGiven = updateMask!.paths.includes('lines');
      const changes = counter
        ? updateTransfer({ before, counter }, wanted, linesGiven, all, write)
        : [updateTransaction(before, wanted, linesGiven, all, write)];
      return store.commit(write, before.householdId, changes, { transaction: changes[0]!.after });
    },

    async deleteTransaction({ id, etag }, context) {
      const write = writeContextOf(context);
      const [before, counter] = await legs(id, callerOf(context), store.transactions);
      if (etag && etag !== before.etag) throw errors.etagMismatch('transaction');
      const changes = counter ? deleteTransfer([before, counter], write) : [deleteTransaction(before, write)];
      return store.commit(write, before.householdId, changes, {});
    },

    async restoreTransaction({ id }, context) {
      const write = writeContextOf(context);
      const [before, counter] = await legs(id, callerOf(context), store.anyTransactions);
      if (!before.deleteTime) return store.commit(write, before.householdId, [], { transaction: before });
      const changes = counter ? restoreTransfer([before, counter], write) : [restoreTransaction(before, write)];
      return store.commit(write, before.householdId, changes, { transaction: changes[0]!.after });
    },
  };

  function found(showDeleted: boolean) {
    return showDeleted ? store.anyTransactions : store.transactions;
  }

  /** The categories asked for with their descendants; undefined for all. A filter by flow needs the kind of each. */
  async function categoriesOf(householdId: string, { categoryIds: wanted, flow }: ListTransactionsRequest) {
    if (wanted.length === 0 && flow === LineFlow.UNSPECIFIED) return undefined;
    const tree = await store.copies.tree(householdId);
    if (flow !== LineFlow.UNSPECIFIED) {
      await look(
        [],
        tree.filter(({ kind }) => kind === CategoryKind.UNSPECIFIED).map(({ id }) => id),
      );
    }
    return wanted.length > 0 ? [...withDescendants(wanted, tree)] : undefined;
  }

  /** Copies of all that these transactions name. */
  function known(transactions: readonly Transaction[]) {
    return look(
      transactions.map(({ accountId }) => accountId),
      transactions.flatMap(({ lines }) => lines.map(({ categoryId }) => categoryId)),
    );
  }

  /** The transaction, and the other leg when it is a transfer's. */
  async function legs(
    id: string,
    caller: Caller,
    find: TransactionStore['transactions'],
  ): Promise<[Transaction, Transaction?]> {
    const [found] = await find([id], caller.visible);
    const own = caller.requireRole(found, 'transaction');
    if (!own.transfer) return [own];
    const [counter] = await find([own.transfer.counterTransactionId], caller.visible);
    return counter ? [own, counter] : [own];
  }
}
