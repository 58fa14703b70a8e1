/** Checks that every transaction must pass: its account, date, currency, categories and lines. */
import { Code } from '@connectrpc/connect';
import { TransactionsReason, TransactionsReasonSchema } from '#gen/melo/transactions/v1/reason_pb.ts';
import type { Line, Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { domainError } from '#kit/rpc/errors.ts';
import { plainDate } from '#kit/values/dates.ts';
import { money, sum } from '#kit/values/money.ts';
import type { KnownAccount, References } from '../references/references.ts';

/** Errors: ACCOUNT_UNKNOWN, ACCOUNT_ARCHIVED, DATE_INVALID, BEFORE_OPENING, CURRENCY_MISMATCH, CATEGORY_UNKNOWN, LINES_UNBALANCED. */
export function check(transaction: Transaction, known: References, archivedToo = false): void {
  const account = accountOf(transaction.accountId, transaction.householdId, known, archivedToo);
  checkDate(transaction.postingDate, account);
  const amounts = [transaction.amount!, ...transaction.lines.map(({ amount }) => amount!)];
  if (amounts.some(({ currencyCode }) => currencyCode !== account.currency)) {
    throw transactionsError(
      TransactionsReason.CURRENCY_MISMATCH,
      'amount',
      `The amount must be in ${account.currency}, the currency of the account.`,
    );
  }
  checkCategories(transaction.lines, transaction.householdId, known, 'lines.category_id');
  const total = sum(transaction.lines.map(({ amount }) => amount!.minorUnits));
  if (total !== transaction.amount!.minorUnits) {
    const remaining = money(account.currency, transaction.amount!.minorUnits - total);
    throw transactionsError(
      TransactionsReason.LINES_UNBALANCED,
      'lines',
      'The split lines must add up to the transaction amount.',
      {
        remaining_minor_units: remaining.minorUnits.toString(),
      },
    );
  }
}

/** Errors: CATEGORY_UNKNOWN, naming `field`. */
export function checkCategories(lines: readonly Line[], householdId: string, known: References, field: string): void {
  for (const { categoryId } of lines) {
    if (categoryId && known.categories.get(categoryId)?.householdId !== householdId) {
      throw transactionsError(
        TransactionsReason.CATEGORY_UNKNOWN,
        field,
        'This category does not exist in the household.',
      );
    }
  }
}

/** Returns the account if it belongs to the household and is not archived, or `archivedToo` is set. Errors: ACCOUNT_UNKNOWN, ACCOUNT_ARCHIVED. */
export function accountOf(id: string, householdId: string, known: References, archivedToo = false): KnownAccount {
  const account = known.accounts.get(id);
  if (account?.householdId !== householdId) {
    throw transactionsError(
      TransactionsReason.ACCOUNT_UNKNOWN,
      'account_id',
      'This account does not exist in the household.',
    );
  }
  if (account.archived && !archivedToo) {
    throw transactionsError(
      TransactionsReason.ACCOUNT_ARCHIVED,
      'account_id',
      'This account is archived and cannot take new transactions.',
    );
  }
  return account;
}

/** Errors: DATE_INVALID, BEFORE_OPENING. */
export function checkDate(date: string, account: KnownAccount): void {
  if (!plainDate(date)) {
    throw transactionsError(TransactionsReason.DATE_INVALID, 'posting_date', `${date} is not a valid date.`);
  }
  if (date < account.openingDate) {
    throw transactionsError(
      TransactionsReason.BEFORE_OPENING,
      'posting_date',
      `This account starts on ${account.openingDate}. Choose a later date.`,
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
) =>
  domainError(TransactionsReasonSchema, { code: Code.InvalidArgument, reason, text, metadata: { field, ...metadata } });
