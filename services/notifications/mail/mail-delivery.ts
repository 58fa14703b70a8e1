/** Mails on their way: what waits in the queue, what is ready to go, and when a failure is final or worth another try. */
import { Code, ConnectError } from '@connectrpc/connect';
import type { Mail } from './mail.ts';

const MAX_ATTEMPTS = 20;
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 3_600_000;

/** A mail in the queue: one whose token is still to be claimed, or a rendered one. */
export type QueuedMail = {
  readonly id: string;
  readonly userId: string;
  /** Empty: it has content. */
  readonly claimId: string;
  readonly content: Mail | undefined;
  /** Tries, this one counted. */
  readonly attempts: number;
};

/** A mail ready to go. */
export type OutgoingMail = Mail & { readonly to: string };

export type MailQueue = {
  /** Takes due mails and hides them from others until `untilMs`. */
  lease(nowMs: number, untilMs: number, limit: number): Promise<QueuedMail[]>;
  sent(id: string, nowMs: number): Promise<void>;
  /** Hides a mail that was not sent yet until then. */
  postpone(id: string, untilMs: number): Promise<void>;
  dead(id: string, reason: string): Promise<void>;
};

/** The mail can never be sent; the message says why. */
export class UndeliverableMailError extends Error {}

/** When to try again after so many tries: 2 s, 4 s, … at most an hour. */
export const retryMs = (attempts: number): number => Math.min(FIRST_RETRY_MS * 2 ** (attempts - 1), LAST_RETRY_MS);

/** Whether to give a mail up: it was tried often enough, its claim is gone, or the server refuses it for good. */
export function isLost(error: unknown, attempts: number): boolean {
  if (attempts >= MAX_ATTEMPTS || error instanceof UndeliverableMailError) return true;
  if (error instanceof ConnectError) return error.code === Code.NotFound;
  const { code, responseCode = 0 } = error as SmtpError;
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode >= 500;
}

/** Why a mail failed, for the log of mails: codes, never an address. */
export function causeOf(error: unknown): string {
  if (error instanceof UndeliverableMailError) return error.message;
  if (error instanceof ConnectError) return `users: ${Code[error.code]}`;
  const { code, responseCode } = error as SmtpError;
  return `smtp: ${[code, responseCode].filter(Boolean).join(' ') || 'failed'}`;
}

type SmtpError = { readonly code?: string; readonly responseCode?: number };
