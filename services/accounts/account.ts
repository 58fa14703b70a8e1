/** Rules of accounts: what may be opened and what may change. */
import { clone } from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';
import { AccountEventSchema } from '#gen/melo/accounts/v1/account_event_pb.ts';
import { type Account, AccountSchema } from '#gen/melo/accounts/v1/account_pb.ts';
import { BalanceEventSchema } from '#gen/melo/accounts/v1/balance_event_pb.ts';
import { AccountsReason, AccountsReasonSchema } from '#gen/melo/accounts/v1/reason_pb.ts';
import { type EventChange, newEvent } from '#kit/events/event.ts';
import { domainError, errors } from '#kit/rpc/errors.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import { plainDate, timestamp } from '#kit/values/dates.ts';
import { isCurrency, money } from '#kit/values/money.ts';

export const UPDATABLE_FIELDS = [
  'name',
  'type',
  'opening_balance',
  'opening_date',
  'institution',
  'number_mask',
  'archived',
] as const;

/** Accounts of a household. */
export const MAX_ACCOUNTS = 200;

/** A new account beside so many others. Errors: CURRENCY_UNKNOWN, DATE_INVALID, LIMIT_REACHED. */
export function createAccount(wanted: Account, householdId: string, others: number, write: WriteContext) {
  if (others >= MAX_ACCOUNTS) throw errors.tooMany('accounts', MAX_ACCOUNTS);
  checkCurrency(wanted.openingBalance!.currencyCode);
  checkDate(wanted.openingDate);
  const after = clone(AccountSchema, wanted);
  Object.assign(after, { id: write.newId(), householdId, createTime: timestamp(write.now), etag: '1' });
  return { after, events: [accountEvent(write, after, { case: 'accountCreated', value: { after } })] };
}

/**
 * The changed account (already merged and valid in shape). `early` is what its lines before the old opening date come to, to
 * keep the balance from there on when the date moves back. Errors: CURRENCY_FIXED, DATE_INVALID, OPENING_MOVED_LATER.
 */
export function updateAccount(before: Account, wanted: Account, write: WriteContext, early = 0n) {
  if (wanted.openingBalance!.currencyCode !== before.openingBalance!.currencyCode) {
    throw accountsError(AccountsReason.CURRENCY_FIXED, 'opening_balance', 'The currency of an account never changes.');
  }
  checkDate(wanted.openingDate);
  if (wanted.openingDate > before.openingDate) {
    throw accountsError(AccountsReason.OPENING_MOVED_LATER, 'opening_date', 'The opening date can only be moved back.');
  }
  return changed(before, wanted, -early, write);
}

/** The account with another opening date, earlier or later, and so much more at its opening. Errors: DATE_INVALID. */
export function moveOpening(before: Account, openingDate: string, balanceChange: bigint, write: WriteContext) {
  checkDate(openingDate);
  return changed(before, { ...before, openingDate }, balanceChange, write);
}

function changed(before: Account, wanted: Account, balanceChange: bigint, write: WriteContext) {
  const after = clone(AccountSchema, wanted);
  after.etag = String(BigInt(before.etag) + 1n);
  after.openingBalance!.minorUnits += balanceChange;
  const value = { before, after };
  return { before, after, events: [accountEvent(write, after, { case: 'accountUpdated', value })] };
}

/** The event that an account's balance over all dates went from one figure to another, in minor units. */
export const balanceChanged = (write: WriteContext, account: Account, before: bigint, after: bigint) => {
  const { currencyCode } = account.openingBalance!;
  return newEvent(write, BalanceEventSchema, {
    householdId: account.householdId,
    version: 0n,
    change: {
      case: 'balanceChanged',
      value: { accountId: account.id, before: money(currencyCode, before), after: money(currencyCode, after) },
    },
  });
};

const accountEvent = (write: WriteContext, account: Account, change: EventChange<typeof AccountEventSchema>) =>
  newEvent(write, AccountEventSchema, {
    householdId: account.householdId,
    version: BigInt(account.etag),
    change,
  });

function checkCurrency(code: string): void {
  if (isCurrency(code)) return;
  throw accountsError(
    AccountsReason.CURRENCY_UNKNOWN,
    'opening_balance.currency_code',
    `There is no currency ${code}.`,
  );
}

function checkDate(date: string): void {
  if (plainDate(date)) return;
  throw accountsError(AccountsReason.DATE_INVALID, 'opening_date', `There is no day ${date} in the calendar.`);
}

const accountsError = (reason: AccountsReason, field: string, text: string) =>
  domainError(AccountsReasonSchema, { code: Code.InvalidArgument, reason, text, metadata: { field } });

/** Another account of the household has the number. */
export const numberTaken = () =>
  domainError(AccountsReasonSchema, {
    code: Code.AlreadyExists,
    reason: AccountsReason.NUMBER_TAKEN,
    text: 'Another account has this number.',
    metadata: {
      field: 'number_mask',
    },
  });
