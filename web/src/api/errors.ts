/** Refusals in the reader's words: by reason where the server gave one, else by what kind of failure it was. */
import { ViolationsSchema } from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';
import { Code, ConnectError } from '@connectrpc/connect';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';
import { GraphQLFailure } from './graphql.ts';

export type Failure = {
  readonly text: string;
  readonly reason: string;
  /** By the field's path in the request, such as "account.name". */
  readonly fields: Readonly<Record<string, string>>;
};

const reasons: Readonly<Record<string, string>> = {
  NOT_FOUND: 'This is not here any more. It may have been deleted.',
  ETAG_MISMATCH: 'Someone changed this meanwhile. Nothing was saved; look at the new version and try again.',
  REQUEST_ID_REUSED: 'This was sent before with other content. Nothing was saved; please try again.',
  ROLE_TOO_LOW: 'You may look at this household but not change it. Ask an owner for the right to edit.',
  SIGN_IN_REQUIRED: 'Please sign in again. What you typed is kept.',
  SESSION_ENDED: 'Your session has ended. Please sign in again.',
  DEPENDENCY_UNAVAILABLE: 'A part of Melo does not answer right now. Nothing was saved; please try again.',
  CREDENTIALS_WRONG: 'The address or the password is wrong.',
  PASSWORD_REQUIRED:
    'You opened this link in another browser. Please enter the password you chose when you registered.',
  TOKEN_INVALID: 'This link was used before or has expired.',
  REQUEST_ALREADY_DONE: 'This was done before.',
  TIME_ZONE_UNKNOWN: 'There is no time zone of this name. Use one such as Europe/Berlin.',
  CURRENCY_UNKNOWN: 'There is no currency of this code.',
  CURRENCY_FIXED: 'The currency of an account never changes.',
  DATE_INVALID: 'There is no such day in the calendar.',
  OPENING_MOVED_LATER: 'The opening date only moves back, so that no transaction falls before it.',
  NUMBER_TAKEN: 'Another account already has this number.',
  ACCOUNT_UNKNOWN: 'There is no such account in this household.',
  ACCOUNT_ARCHIVED: 'This account is archived and takes no new transactions.',
  CATEGORY_UNKNOWN: 'There is no such category in this household.',
  CURRENCY_MISMATCH: 'The amount is not in the currency of the account.',
  BEFORE_OPENING: 'This day is before the account was opened. Choose a later day, or move the opening date back.',
  LINES_UNBALANCED: 'The parts do not add up to the amount.',
  SAME_ACCOUNT: 'Choose two different accounts.',
  TRANSFER_LINES:
    'A transfer has one line without a category, and fees need an expense category and an amount below zero.',
  RECONCILED: 'This transaction is reconciled and cannot be changed or deleted.',
  STATUS_NOT_SETTABLE: 'A transaction becomes reconciled by reconciling only.',
  AMOUNT_NOT_POSITIVE: 'The amount of a transfer is more than zero.',
  ALREADY_REVERTED: 'This import was taken back before.',
  NAME_TAKEN: 'There is already a category of this name here.',
  PARENT_UNKNOWN: 'There is no such category in this household.',
  TOO_DEEP: 'Categories go five levels deep at most.',
  CYCLE: 'A category cannot stand below itself.',
  KIND_MISMATCH: 'A category is of the same kind as the one above it.',
  LIMIT_NEGATIVE: 'A limit is zero or more.',
  RANGE_TOO_LONG: 'Choose ten years at most.',
};

const codes: Partial<Record<Code, string>> = {
  [Code.Unavailable]: 'Melo cannot be reached right now. What you see is kept; please try again.',
  [Code.DeadlineExceeded]: 'This took too long. Please try again.',
  [Code.Unauthenticated]: 'Please sign in again.',
  [Code.PermissionDenied]: 'You are not allowed to do this.',
  [Code.NotFound]: 'This is not here any more.',
  [Code.ResourceExhausted]: 'That was a lot at once. Please wait a moment and try again.',
  [Code.InvalidArgument]: 'Something in the form is not right.',
};
const OURS = 'Something went wrong on our side. Please try again.';

export function failureOf(error: unknown): Failure {
  if (error instanceof GraphQLFailure) {
    const text = reasons[error.reason] ?? (error.outage ? codes[Code.Unavailable] : undefined) ?? OURS;
    return { text, reason: error.reason, fields: {} };
  }
  const failure = ConnectError.from(error);
  // fetch that reaches nobody throws a TypeError, which Connect calls unknown.
  const code = failure.cause instanceof TypeError ? Code.Unavailable : failure.code;
  const [info] = failure.findDetails(ErrorInfoSchema);
  const reason = info?.reason ?? '';
  const fields = fieldsOf(failure);
  const said = reason !== '' && code !== Code.Internal ? failure.rawMessage : undefined;
  return { text: told(reason, info?.metadata) ?? said ?? codes[code] ?? OURS, reason, fields };
}

const WORDS_DO_WELL = 'A few unrelated words make a good password.';
/** Why a password is weak, by the hint of the server. */
const hints: Readonly<Record<string, string>> = {
  breached: `This password is on a list of passwords that attackers try first. ${WORDS_DO_WELL}`,
  context: `This password contains your name, your address or the name of this app. ${WORDS_DO_WELL}`,
  repeat: `This password repeats itself. ${WORDS_DO_WELL}`,
  sequence: `This password follows a sequence or a date. ${WORDS_DO_WELL}`,
  keyboard: `This password follows the keys of a keyboard. ${WORDS_DO_WELL}`,
  guessable: `This password is too easy to guess. ${WORDS_DO_WELL}`,
};

function told(reason: string, metadata: Readonly<Record<string, string>> | undefined): string | undefined {
  if (reason === 'PASSWORD_WEAK') return hints[metadata?.['hint'] ?? ''] ?? hints['guessable'];
  const seconds = Number(metadata?.['retry_after_seconds'] ?? 0);
  if (reason === 'RATE_LIMITED') {
    return seconds > 90
      ? `Too many tries. Please try again in ${Math.ceil(seconds / 60)} minutes.`
      : `Too many tries. Please try again in ${Math.max(seconds, 1)} seconds.`;
  }
  return reasons[reason];
}

function fieldsOf(error: ConnectError): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const { field, message } of error.findDetails(ViolationsSchema).flatMap(({ violations }) => violations)) {
    const path = (field?.elements ?? [])
      .map(({ fieldName, subscript }) => (subscript.case === 'index' ? `${fieldName}.${subscript.value}` : fieldName))
      .join('.');
    fields[path] ??= sentence(message);
  }
  return fields;
}

const sentence = (text: string): string =>
  text === '' ? 'Please check this.' : `${text[0]!.toUpperCase()}${text.slice(1)}.`;
