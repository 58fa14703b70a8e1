/** Rules of accounts: which accounts can be created, and what may change. */
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

/** Maximum accounts of a household. */
export const MAX_ACCOUNTS = 200;

/** Creates an account in a household with `others` accounts. Errors: CURRENCY_UNKNOWN, DATE_INVALID, LIMIT_REACHED. */
export function createAccount(wanted: Account, householdId: string, others: number, write: WriteContext) {
  if (others >= MAX_ACCOUNTS) throw errors.tooMany('accounts', MAX_ACCOUNTS);
  checkCurrency(wanted.openingBalance!.currencyCode);
  checkDate(wanted.openingDate);
  const after = clone(AccountSchema, wanted);
  Object.assign(after, { id: write.newId(), householdId, createTime: timestamp(write.now), etag: '1' });
  return { after, events: [accountEvent(write, after, { case: 'accountCreated', value: { after } })] };
}

/**
 * Updates an account; `wanted` is merged and valid in shape. `early` is the sum of its transactions before the old opening date. When
 * the date moves back, it is subtracted from the opening balance, so that later balances stay the same.
 * Errors: CURRENCY_FIXED, DATE_INVALID, OPENING_MOVED_LATER.
 */
export function updateAccount(before: Account, wanted: Account, write: WriteContext, early = 0n) {
  if (wanted.openingBalance!.currencyCode !== before.openingBalance!.currencyCode) {
    throw accountsError(
      AccountsReason.CURRENCY_FIXED,
      'opening_balance',
      'The currency of an account cannot be changed.',
    );
  }
  checkDate(wanted.openingDate);
  if (wanted.openingDate > before.openingDate) {
    throw accountsError(AccountsReason.OPENING_MOVED_LATER, 'opening_date', 'The opening date can only be moved back.');
  }
  return changed(before, wanted, -early, write);
}

/** Moves the opening date of an account, back or forward, and adds `balanceChange` to its opening balance. Errors: DATE_INVALID. */
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

/** The event of a changed balance after all transactions; `before` and `after` are in minor units. */
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
    `${code} is not a known currency.`,
  );
}

function checkDate(date: string): void {
  if (plainDate(date)) return;
  throw accountsError(AccountsReason.DATE_INVALID, 'opening_date', `${date} is not a valid date.`);
}

const accountsError = (reason: AccountsReason, field: string, text: string) =>
  domainError(AccountsReasonSchema, { code: Code.InvalidArgument, reason, text, metadata: { field } });

/** The error for a number that another account of the household has. */
export const numberTaken = () =>
  domainError(AccountsReasonSchema, {
    code: Code.AlreadyExists,
    reason: AccountsReason.NUMBER_TAKEN,
    text: 'Another account has this number.',
    metadata: {
      field: 'number_mask',
    },
  });
