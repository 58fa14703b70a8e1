/** Rules of transfers: two linked transactions, made, edited, deleted and restored together, and never spending or income. */
import { clone, create } from '@bufbuild/protobuf';
import type { Money } from '#gen/melo/money/v1/money_pb.ts';
import { TransactionsReason } from '#gen/melo/transactions/v1/reason_pb.ts';
import {
  LineSchema,
  type Transaction,
  TransactionSchema,
  TransactionStatus,
} from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { CreateTransferRequest } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import type { Act } from '#kit/act.ts';
import { timestamp } from '#kit/clock.ts';
import { money } from '#kit/money.ts';
import type { Known } from './known.ts';
import {
  accountOf,
  checkDate,
  deleteTransaction,
  next,
  refused,
  restoreTransaction,
  toldCreated,
  toldUpdated,
} from './transaction.ts';

/** Both legs of a new transfer: the one that leaves, the one that arrives. */
export function createTransfer(request: CreateTransferRequest, householdId: string, known: Known, act: Act) {
  const { fromAccountId, toAccountId, amount, receivedAmount } = request;
  if (fromAccountId === toAccountId) {
    throw refused(TransactionsReason.SAME_ACCOUNT, 'to_account_id', 'A transfer needs two different accounts.');
  }
  const from = accountOf(fromAccountId, householdId, known);
  const to = accountOf(toAccountId, householdId, known);
  checkDate(request.postingDate, from);
  checkDate(request.postingDate, to);
  const arriving = receivedAmount ?? amount!;
  checkAmount(amount!, from.currency, 'amount');
  checkAmount(arriving, to.currency, 'received_amount');
  const [transferId, leavingId, arrivingId] = [act.id(), act.id(), act.id()];
  const leg = (id: string, accountId: string, signed: Money, counter: { id: string; accountId: string }) =>
    create(TransactionSchema, {
      id,
      householdId,
      accountId,
      postingDate: request.postingDate,
      amount: signed,
      note: request.note,
      status: TransactionStatus.CLEARED,
      lines: [{ amount: signed }],
      transfer: { id: transferId, counterTransactionId: counter.id, counterAccountId: counter.accountId },
      createTime: timestamp(act.now),
      etag: '1',
    });
  const out = money(amount!.currencyCode, -amount!.minorUnits);
  const legs = [
    leg(leavingId, fromAccountId, out, { id: arrivingId, accountId: toAccountId }),
    leg(arrivingId, toAccountId, arriving, { id: leavingId, accountId: fromAccountId }),
  ];
  return legs.map((after) => ({ after, told: [toldCreated(after, act)] }));
}

/**
 * Both legs after an edit of one (already merged and valid in shape): date and note are shared, payee and status are not;
 * an amount goes to the other leg too when both have one currency. Errors: TRANSFER_LINES, and those of creation.
 */
export function updateTransfer(before: Transaction, counter: Transaction, wanted: Transaction, known: Known, act: Act) {
  const own = next(wanted, before);
  const other = next(counter, counter);
  if (own.lines.length !== 1 || own.lines.some(({ categoryId }) => categoryId)) {
    throw refused(
      TransactionsReason.TRANSFER_LINES,
      'lines',
      'A transfer has no categories: it is neither spending nor income.',
    );
  }
  const sign = before.amount!.minorUnits < 0n ? -1n : 1n;
  const size = money(own.amount!.currencyCode, own.amount!.minorUnits * sign);
  checkAmount(size, accountOf(own.accountId, own.householdId, known, true).currency, 'amount');
  Object.assign(other, { postingDate: own.postingDate, note: own.note });
  if (own.amount!.currencyCode === other.amount!.currencyCode) {
    other.amount = money(size.currencyCode, -sign * size.minorUnits);
  }
  for (const leg of [own, other]) {
    checkDate(leg.postingDate, accountOf(leg.accountId, leg.householdId, known, true));
    leg.lines = [Object.assign(clone(LineSchema, leg.lines[0]!), { amount: leg.amount })];
  }
  return [
    { before, after: own, told: [toldUpdated(before, own, act)] },
    { before: counter, after: other, told: [toldUpdated(counter, other, act)] },
  ];
}

export const deleteTransfer = (legs: readonly Transaction[], act: Act) =>
  legs.map((leg) => deleteTransaction(leg, act));

export const restoreTransfer = (legs: readonly Transaction[], act: Act) =>
  legs.map((leg) => restoreTransaction(leg, act));

function checkAmount(amount: Money, currency: string, field: string): void {
  if (amount.currencyCode !== currency) {
    throw refused(
      TransactionsReason.CURRENCY_MISMATCH,
      field,
      `This account is kept in ${currency}; say what arrives in it.`,
    );
  }
  if (amount.minorUnits <= 0n) {
    throw refused(TransactionsReason.AMOUNT_NOT_POSITIVE, field, 'The amount of a transfer is above zero.');
  }
}
