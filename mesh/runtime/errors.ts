/** Errors as clients see them: code, reason, metadata and violations; what is ours alone is masked with a trace id. */
import { randomBytes } from 'node:crypto';
import { ViolationsSchema } from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';
import { Code, ConnectError } from '@connectrpc/connect';
import { isValidTraceId } from '@opentelemetry/api';
import { GraphQLError } from 'graphql';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';
import type { Logger } from '#kit/telemetry/log.ts';
import { activeSpan } from '#kit/telemetry/telemetry.ts';
import { camel } from '../schema/names.ts';

type Violation = { readonly field: string; readonly message: string };

/** Codes whose inner text is never shown. */
const masked: ReadonlySet<Code> = new Set([Code.Internal, Code.Unknown, Code.DataLoss]);

/** Messages of errors that were not made by a service but on the way to it. */
const plainTexts: Partial<Record<Code, string>> = {
  [Code.Canceled]: 'The request was canceled.',
  [Code.DeadlineExceeded]: 'This took too long. Please try again.',
  [Code.Unavailable]: 'A part of Melo does not answer. Please try again.',
  [Code.Unauthenticated]: 'Please sign in.',
  [Code.PermissionDenied]: 'This is not allowed.',
  [Code.ResourceExhausted]: 'Too many requests. Please wait a little.',
};

/** The error of one field. Errors that GraphQL itself makes stay as they are; all else is ours and logged. */
export function presentError(error: GraphQLError, log: Logger): GraphQLError {
  const cause = innermost(error);
  const { message, extensions } =
    cause instanceof ConnectError
      ? publicError(cause, log)
      : cause instanceof GraphQLError
        ? // The outer message names the argument whose value a scalar rejected.
          { message: error.message, extensions: { code: 'INVALID_ARGUMENT', ...cause.extensions } }
        : unexpected(cause, log);
  return new GraphQLError(message, { ...(error.nodes && { nodes: error.nodes }), path: error.path, extensions });
}

/** What was thrown first. */
export function innermost(error: Error): Error {
  const inner = error instanceof GraphQLError ? error.originalError : undefined;
  return inner ? innermost(inner) : error;
}

function publicError(error: ConnectError, log: Logger) {
  if (masked.has(error.code)) return unexpected(error, log);
  const [info] = error.findDetails(ErrorInfoSchema);
  const violations = violationsOf(error);
  const ours = info || violations.length > 0;
  return {
    message: ours ? error.rawMessage : (plainTexts[error.code] ?? 'The request was refused.'),
    extensions: {
      code: codeName(error.code),
      ...(info && { reason: info.reason, metadata: { ...info.metadata } }),
      ...(violations.length > 0 && { violations }),
    },
  };
}

/** A masked error; the trace id leads to the log line with its cause. */
export function unexpected(error: unknown, log: Logger) {
  const upstream = error instanceof ConnectError ? error.metadata.get('x-trace-id') : undefined;
  const known = [upstream, activeSpan()?.traceId];
  const traceId = known.find((id) => id && isValidTraceId(id)) ?? randomBytes(16).toString('hex');
  log.error({ event: 'field_failed', err: error, trace_id: traceId }, 'A field failed.');
  return { message: 'Something went wrong on our side. Please try again.', extensions: { code: 'INTERNAL', traceId } };
}

/** Such as NOT_FOUND. */
const codeName = (code: Code): string => (Code[code] ?? 'Unknown').replace(/(?<!^)[A-Z]/g, '_$&').toUpperCase();

function violationsOf(error: ConnectError): Violation[] {
  return error.findDetails(ViolationsSchema).flatMap(({ violations }) =>
    violations.map(({ field, message }) => ({
      field: (field?.elements ?? []).reduce((path, { fieldName, subscript }) => {
        const index = subscript.case === 'index' ? `[${subscript.value}]` : '';
        return `${path}${path && '.'}${camel(fieldName)}${index}`;
      }, ''),
      message,
    })),
  );
}
