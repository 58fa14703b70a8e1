/** Rules of the ledger: lines sum to their transaction, every change keeps its version and is told with before and after. */
import { clone, create } from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';
import { TransactionsReason, TransactionsReasonSchema } from '#gen/melo/transactions/v1/reason_pb.ts';
import { TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import {
  type Line,
  LineSchema,
  type Origin,
  type Transaction,
  TransactionSchema,
  TransactionStatus,
} from '#gen/melo/transactions/v1/transaction_pb.ts';
import { type EventChange, newEvent } from '#kit/events/event.ts';
import { domainError } from '#kit/rpc/errors.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import { plainDate, timestamp } from '#kit/values/dates.ts';
import { money, sum } from '#kit/values/money.ts';
import type { KnownAccount, References } from '../references/references.ts';
import { checkStatus, checkUnlocked } from './reconciled.ts';

export const UPDATABLE_FIELDS = ['posting_date', 'amount', 'payee', 'note', 'status', 'lines'] as const;

/** A new transaction that is no transfer; `origin` is set when it was imported. Errors: those of `check`, STATUS_NOT_SETTABLE. */
export function createTransaction(
  wanted: Transaction,
  householdId: string,
  known: References,
  write: WriteContext,
  origin?: Origin,
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

/**
 * The changed transaction (already merged and valid in shape), no leg of a transfer; `linesGiven` says whether the lines
 * were part of the change. Errors: those of `check`, but an archived account's history may be corrected; STATUS_NOT_SETTABLE.
 */
export function updateTransaction(
  before: Transaction,
  wanted: Transaction,
  linesGiven: boolean,
  known: References,
  write: WriteContext,
) {
  const after = nextVersion(wanted, before);
  checkStatus(after, before);
  const [line] = after.lines;
  // The plain case has one line, which is the transaction itself: a changed amount is its amount.
  if (after.lines.length === 1 && !linesGiven) line!.amount = after.amount!;
  if (after.lines.length === 0) after.lines = [create(LineSchema, { amount: after.amount! })];
  check(after, known, true);
  return { before, after, events: [transactionUpdatedEvent(before, after, write)] };
}

/** The transaction as deleted; it keeps everything and can be restored. Errors: RECONCILED. */
export function deleteTransaction(before: Transaction, write: WriteContext) {
  checkUnlocked(before);
  const after = nextVersion(before, before);
  after.deleteTime = timestamp(write.now);
  const value = { before };
  return { before, after, events: [transactionEvent(write, after, { case: 'transactionDeleted', value })] };
}

/** The deleted transaction as live again. Its statement no longer vouches for it, so a reconciled one comes back as cleared. */
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

/** Errors: ACCOUNT_UNKNOWN, ACCOUNT_ARCHIVED, DATE_INVALID, BEFORE_OPENING, CURRENCY_MISMATCH, CATEGORY_UNKNOWN, LINES_UNBALANCED. */
export function check(transaction: Transaction, known: References, archivedToo = false): void {
  const account = accountOf(transaction.accountId, transaction.householdId, known, archivedToo);
  checkDate(transaction.postingDate, account);
  const amounts = [transaction.amount!, ...transaction.lines.map(({ amount }) => amount!)];
  if (amounts.some(({ currencyCode }) => currencyCode !== account.currency)) {
    throw transactionsError(
      TransactionsReason.CURRENCY_MISMATCH,
      'amount',
      `This account is kept in ${account.currency}.`,
    );
  }
  checkCategories(transaction.lines, transaction.householdId, known, 'lines.category_id');
  const total = sum(transaction.lines.map(({ amount }) => amount!.minorUnits));
  if (total !== transaction.amount!.minorUnits) {
    const rest = money(account.currency, transaction.amount!.minorUnits - total);
    throw transactionsError(TransactionsReason.LINES_UNBALANCED, 'lines', 'The parts do not sum to the amount.', {
      remaining_minor_units: rest.minorUnits.toString(),
    });
  }
}

/** Errors: CATEGORY_UNKNOWN, naming `field`. */
export function checkCategories(lines: readonly Line[], householdId: string, known: References, field: string): void {
  for (const { categoryId } of lines) {
    if (categoryId && known.categories.get(categoryId)?.householdId !== householdId) {
      throw transactionsError(
        TransactionsReason.CATEGORY_UNKNOWN,
        field,
        'There is no such category in this household.',
      );
    }
  }
}

/** The account, when it is the household's and takes lines. Errors: ACCOUNT_UNKNOWN, ACCOUNT_ARCHIVED. */
export function accountOf(id: string, householdId: string, known: References, archivedToo = false): KnownAccount {
  const account = known.accounts.get(id);
  if (account?.householdId !== householdId) {
    throw transactionsError(
      TransactionsReason.ACCOUNT_UNKNOWN,
      'account_id',
      'There is no such account in this household.',
    );
  }
  if (account.archived && !archivedToo) {
    throw transactionsError(
      TransactionsReason.ACCOUNT_ARCHIVED,
      'account_id',
      'This account is archived and takes no new lines.',
    );
  }
  return account;
}

/** Errors: DATE_INVALID, BEFORE_OPENING. */
export function checkDate(date: string, account: KnownAccount): void {
  if (!plainDate(date)) {
    throw transactionsError(
      TransactionsReason.DATE_INVALID,
      'posting_date',
      `There is no day ${date} in the calendar.`,
    );
  }
  if (date < account.openingDate) {
    throw transactionsError(
      TransactionsReason.BEFORE_OPENING,
      'posting_date',
      `This account is kept from ${account.openingDate} on.`,
      {
        opening_date: account.openingDate,
      },
    );
  }
}

export const transactionsError = (
  reason: TransactionsReason,
  field: string,
  text: string,
  metadata: Record<string, string> = {},
) => domainError(Code.InvalidArgument, TransactionsReasonSchema, reason, text, { field, ...metadata });
