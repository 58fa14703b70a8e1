/**
 * Rules of transfers: two linked transactions, created, edited, deleted and restored together. The transferred amount is never
 * spending or income; fees are lines of the outgoing leg, have categories of their own and count as spending.
 */
import { create } from '@bufbuild/protobuf';
import type { Money } from '#gen/melo/money/v1/money_pb.ts';
import { TransactionsReason } from '#gen/melo/transactions/v1/reason_pb.ts';
import {
  type Line,
  LineSchema,
  type Transaction,
  TransactionSchema,
  TransactionStatus,
} from '#gen/melo/transactions/v1/transaction_pb.ts';
import type { CreateTransferRequest } from '#gen/melo/transactions/v1/transaction_service_pb.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import { timestamp } from '#kit/values/dates.ts';
import { money, sum } from '#kit/values/money.ts';
import type { References } from '../references/references.ts';
import { accountOf, checkDate, transactionsError } from '../transaction/checks.ts';
import { checkFees, checkTransferLines, isFee } from '../transaction/fees.ts';
import { checkStatus, checkUnlocked } from '../transaction/reconciled.ts';
import {
  deleteTransaction,
  type Edit,
  nextVersion,
  restoreTransaction,
  transactionCreatedEvent,
  transactionUpdatedEvent,
} from '../transaction/rules.ts';

/** Creates both legs of a transfer: first the outgoing one, then the incoming one. */
export function createTransfer(
  request: CreateTransferRequest,
  householdId: string,
  known: References,
  write: WriteContext,
) {
  const { fromAccountId, toAccountId, amount, receivedAmount, feeLines } = request;
  checkAccountsDiffer(request);
  const from = accountOf(fromAccountId, householdId, known);
  const to = accountOf(toAccountId, householdId, known);
  checkDate(request.postingDate, from);
  checkDate(request.postingDate, to);
  const arriving = receivedAmount ?? amount!;
  checkAmount(amount!, from.currency, 'amount');
  checkAmount(arriving, to.currency, 'received_amount');
  checkFees(feeLines, { householdId, currency: from.currency, known, field: 'fee_lines' });
  const moved = create(LineSchema, { amount: money(amount!.currencyCode, -amount!.minorUnits) });
  const [transferId, leavingId, arrivingId] = [write.newId(), write.newId(), write.newId()];
  const leg = (id: string, accountId: string, lines: Line[], counter: { id: string; accountId: string }) =>
    create(TransactionSchema, {
      id,
      householdId,
      accountId,
      postingDate: request.postingDate,
      amount: totalOf(lines),
      note: request.note,
      status: TransactionStatus.CLEARED,
      lines,
      transfer: { id: transferId, counterTransactionId: counter.id, counterAccountId: counter.accountId },
      createTime: timestamp(write.now),
      etag: '1',
    });
  const received = create(LineSchema, { amount: arriving });
  const legs = [
    leg(leavingId, fromAccountId, [moved, ...feeLines], { id: arrivingId, accountId: toAccountId }),
    leg(arrivingId, toAccountId, [received], { id: leavingId, accountId: fromAccountId }),
  ];
  return legs.map((after) => ({ after, events: [transactionCreatedEvent(after, write)] }));
}

function checkAccountsDiffer({ fromAccountId, toAccountId }: CreateTransferRequest): void {
  if (fromAccountId !== toAccountId) return;
  throw transactionsError(TransactionsReason.SAME_ACCOUNT, 'to_account_id', 'A transfer needs two different accounts.');
}

/** Both legs of a stored transfer: the edited one and its counterpart. */
export type Legs = { readonly before: Transaction; readonly counter: Transaction };

/**
 * Updates both legs after an edit of one (merged and valid in shape). Date and note are shared, payee and status are not. A changed
 * transferred amount also applies to the other leg when both have the same currency. Fees stay unless `linesGiven`.
 * Errors: RECONCILED, STATUS_NOT_SETTABLE, TRANSFER_LINES, LINES_UNBALANCED, and those of creation.
 */
export function updateTransfer(
  { before, counter }: Legs,
  { wanted, linesGiven }: Edit,
  known: References,
  write: WriteContext,
) {
  for (const leg of [before, counter]) checkUnlocked(leg);
  const own = nextVersion(wanted, before);
  const other = nextVersion(counter, counter);
  checkStatus(own, before);
  const leaving = before.amount!.minorUnits < 0n;
  const { currency } = accountOf(own.accountId, own.householdId, known, true);
  const sign = leaving ? -1n : 1n;
  checkAmount(money(own.amount!.currencyCode, own.amount!.minorUnits * sign), currency, 'amount');
  checkTransferLines(own, { leaving, linesGiven, known, currency });
  const moved = movedBy(own);
  checkAmount(money(currency, moved.minorUnits * sign), currency, 'amount');
  Object.assign(other, { postingDate: own.postingDate, note: own.note });
  if (currency === other.amount!.currencyCode) {
    other.lines.find((line) => !isFee(line))!.amount = money(currency, -moved.minorUnits);
    other.amount = totalOf(other.lines);
  }
  for (const leg of [own, other]) checkDate(leg.postingDate, accountOf(leg.accountId, leg.householdId, known, true));
  return [
    { before, after: own, events: [transactionUpdatedEvent(before, own, write)] },
    { before: counter, after: other, events: [transactionUpdatedEvent(counter, other, write)] },
  ];
}

export const deleteTransfer = (legs: readonly Transaction[], write: WriteContext) =>
  legs.map((leg) => deleteTransaction(leg, write));

export const restoreTransfer = (legs: readonly Transaction[], write: WriteContext) =>
  legs.map((leg) => restoreTransaction(leg, write));

const movedBy = ({ lines }: Transaction): Money => lines.find((line) => !isFee(line))!.amount!;

const totalOf = (lines: readonly Line[]): Money =>
  money(lines[0]!.amount!.currencyCode, sum(lines.map(({ amount }) => amount!.minorUnits)));

function checkAmount(amount: Money, currency: string, field: string): void {
  if (amount.currencyCode !== currency) {
    throw transactionsError(
      TransactionsReason.CURRENCY_MISMATCH,
      field,
      `The amount must be in ${currency}, the currency of the account.`,
    );
  }
  if (amount.minorUnits <= 0n) {
    throw transactionsError(
      TransactionsReason.AMOUNT_NOT_POSITIVE,
      field,
      'The amount of a transfer must be positive.',
    );
  }
}
