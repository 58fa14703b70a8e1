/** Rules of mail delivery: what is queued, what is sent, and which failures are final. */
import { Code, ConnectError } from '@connectrpc/connect';
import type { Mail } from './mail.ts';

const MAX_ATTEMPTS = 20;
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 3_600_000;

/** A mail in the queue: either the claim of a mail about an account, or a rendered mail. */
export type QueuedMail = {
  readonly id: string;
  readonly userId: string;
  /** Empty when the mail has content. */
  readonly claimId: string;
  readonly content: Mail | undefined;
  /** Number of attempts, including this one. */
  readonly attempts: number;
};

/** A mail with its address. */
export type OutgoingMail = Mail & { readonly to: string };

export type MailQueue = {
  /** Takes mails that are due and hides them from other processes until `untilMs`. */
  lease(nowMs: number, untilMs: number, limit: number): Promise<QueuedMail[]>;
  sent(id: string, nowMs: number): Promise<void>;
  /** Hides a mail until `untilMs`. */
  postpone(id: string, untilMs: number): Promise<void>;
  /** Gives a mail up for good. */
  dead(id: string, reason: string): Promise<void>;
};

/** The mail can never be sent. The message is the reason. */
export class UndeliverableMailError extends Error {}

/** Pause after so many attempts: 2 s, 4 s, … at most an hour. */
export const retryMs = (attempts: number): number => Math.min(FIRST_RETRY_MS * 2 ** (attempts - 1), LAST_RETRY_MS);

/** Whether a failure is final: after the last attempt, without a valid claim, or when the server rejects the mail for good. */
export function isFinal(error: unknown, attempts: number): boolean {
  if (attempts >= MAX_ATTEMPTS || error instanceof UndeliverableMailError) return true;
  if (error instanceof ConnectError) return error.code === Code.NotFound;
  const { code, responseCode = 0 } = error as SmtpError;
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode >= 500;
}

/** Reason of a failure, for the log: codes, never an address. */
export function causeOf(error: unknown): string {
  if (error instanceof UndeliverableMailError) return error.message;
  if (error instanceof ConnectError) return `users: ${Code[error.code]}`;
  const { code, responseCode } = error as SmtpError;
  return `smtp: ${[code, responseCode].filter(Boolean).join(' ') || 'failed'}`;
}

type SmtpError = { readonly code?: string; readonly responseCode?: number };
