/** Errors that several routes of the users service give. */
import { Code } from '@connectrpc/connect';
import { UsersReason, UsersReasonSchema } from '#gen/melo/users/v1/reason_pb.ts';
import { domainError } from '#kit/rpc/errors.ts';

const userError = (code: Code, reason: UsersReason, text: string, metadata?: Readonly<Record<string, string>>) =>
  domainError(UsersReasonSchema, { code, reason, text, ...(metadata && { metadata }) });

export const tokenInvalid = (text: string) => userError(Code.Unauthenticated, UsersReason.TOKEN_INVALID, text);

export const credentialsWrong = () =>
  userError(Code.Unauthenticated, UsersReason.CREDENTIALS_WRONG, 'The address or the password is wrong.');

/** Of a caller who is signed in: no reason to sign in again. */
export const passwordWrong = (field: string) =>
  userError(Code.InvalidArgument, UsersReason.CREDENTIALS_WRONG, 'This is not your password.', { field });

export const passwordRequired = () =>
  userError(
    Code.FailedPrecondition,
    UsersReason.PASSWORD_REQUIRED,
    'You opened this link in another browser. Please enter the password you chose when you registered.',
  );

export const alreadyVerified = () =>
  userError(Code.FailedPrecondition, UsersReason.ALREADY_VERIFIED, 'This address is verified already. Please sign in.');

export const refreshReused = () =>
  userError(
    Code.Unauthenticated,
    UsersReason.REFRESH_REUSED,
    'This session was ended to protect you. Please sign in again.',
  );
