/** What an error says, in the user's language: by reason when the server gave one, else by code. */
import { Code, ConnectError } from '@connectrpc/connect';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';
import type { MessageId } from '../i18n/messages/message-id.ts';
import { isMessage, text } from '../i18n/text.ts';
import { isPartMissing } from './app-parts.ts';
import { GraphQLFailure } from './graphql/graphql-failure.ts';

type ErrorText = { readonly text: string; readonly reason: string };

const PASSWORD_HINTS = ['breached', 'context', 'repeat', 'sequence', 'keyboard', 'guessable'] as const;

const codes: Partial<Record<Code, MessageId>> = {
  [Code.Unavailable]: 'errors.unavailable',
  [Code.DeadlineExceeded]: 'errors.deadline-exceeded',
  [Code.Unauthenticated]: 'errors.unauthenticated',
  [Code.PermissionDenied]: 'errors.permission-denied',
  [Code.NotFound]: 'errors.not-found',
  [Code.ResourceExhausted]: 'errors.resource-exhausted',
  [Code.InvalidArgument]: 'errors.invalid-argument',
};

/** The text of a reason; undefined when the catalogue has none. */
export function reasonText(reason: string): string | undefined {
  const id = `errors.reason.${reason}`;
  return isMessage(id) ? text(id) : undefined;
}

function codeText(code: Code): string | undefined {
  const id = codes[code];
  return id && text(id);
}

export function errorText(error: unknown): ErrorText {
  if (isPartMissing(error)) return { text: text('errors.part-not-loaded'), reason: '' };
  if (error instanceof GraphQLFailure) {
    const message = reasonText(error.reason) ?? codeText(error.code) ?? text('errors.internal');
    return { text: message, reason: error.reason };
  }
  const failure = ConnectError.from(error);
  // Without a connection, fetch throws a TypeError, which Connect reports as unknown.
  const code = failure.cause instanceof TypeError ? Code.Unavailable : failure.code;
  const [info] = failure.findDetails(ErrorInfoSchema);
  const reason = info?.reason ?? '';
  const said = reason !== '' && code !== Code.Internal ? failure.rawMessage : undefined;
  const message = specificText(reason, info?.metadata) ?? said ?? codeText(code) ?? text('errors.internal');
  return { text: message, reason };
}

/** The text of a reason, with what its metadata adds. */
function specificText(reason: string, metadata: Readonly<Record<string, string>> | undefined): string | undefined {
  if (reason === 'PASSWORD_WEAK') {
    const hint = PASSWORD_HINTS.find((one) => one === metadata?.['hint']) ?? 'guessable';
    return text(`errors.password.${hint}`);
  }
  if (reason === 'LIMIT_REACHED') return text('errors.limit-reached', { limit: Number(metadata?.['limit'] ?? 0) });
  const seconds = Number(metadata?.['retry_after_seconds'] ?? 0);
  if (reason === 'RATE_LIMITED') {
    return seconds > 90
      ? text('errors.retry-minutes', { minutes: Math.ceil(seconds / 60) })
      : text('errors.retry-seconds', { seconds: Math.max(seconds, 1) });
  }
  return reasonText(reason);
}
