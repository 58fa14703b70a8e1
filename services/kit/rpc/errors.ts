/** Errors for callers: typed, with the reason or the field, and without any internal text. */
import { create, type DescEnum } from '@bufbuild/protobuf';
import {
  FieldPathElementSchema,
  FieldPathSchema,
  ViolationSchema,
  ViolationsSchema,
} from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';
import { Code, ConnectError } from '@connectrpc/connect';
import { ErrorInfoSchema } from '#gen/google/rpc/error_details_pb.ts';
import { Reason, ReasonSchema } from '#gen/melo/access/v1/reason_pb.ts';

/** Characters of a caller's own text that an error repeats. */
const MAX_ECHOED_CHARS = 100;

type Metadata = Readonly<Record<string, string>>;

export type DomainError = {
  readonly code: Code;
  /** A value of the domain's reason enum; it is sent without its prefix. */
  readonly reason: number;
  readonly text: string;
  readonly metadata?: Metadata;
  readonly headers?: Readonly<Record<string, string>>;
};

/** An error with google.rpc.ErrorInfo. `domain` is the reason enum of a service. */
export function domainError(
  domain: DescEnum,
  { code, reason, text, metadata = {}, headers }: DomainError,
): ConnectError {
  const name = domain.value[reason]?.name ?? 'UNKNOWN';
  const info = create(ErrorInfoSchema, {
    reason: domain.sharedPrefix ? name.slice(domain.sharedPrefix.length) : name,
    domain: domain.file.proto.package === 'melo.access.v1' ? 'melo' : `${domain.file.proto.package.split('.')[1]}.melo`,
    metadata: { ...metadata },
  });
  return new ConnectError(text, code, headers, [{ desc: ErrorInfoSchema, value: info }]);
}

const common = (code: Code, reason: Reason, text: string, metadata?: Metadata) =>
  domainError(ReasonSchema, { code, reason, text, ...(metadata && { metadata }) });

/** Too many requests: the caller may try again after these seconds. */
const later = (reason: Reason, text: string, seconds: number) =>
  domainError(ReasonSchema, {
    code: Code.ResourceExhausted,
    reason,
    text,
    metadata: { retry_after_seconds: String(seconds) },
    headers: { 'retry-after': String(seconds) },
  });

export const errors = {
  notFound: (noun: string) => common(Code.NotFound, Reason.NOT_FOUND, `There is no such ${noun}.`, { resource: noun }),
  etagMismatch: (noun: string) =>
    common(
      Code.Aborted,
      Reason.ETAG_MISMATCH,
      `This ${noun} was changed meanwhile. Nothing was saved; look at it again.`,
      { resource: noun },
    ),
  requestIdReused: () =>
    common(
      Code.InvalidArgument,
      Reason.REQUEST_ID_REUSED,
      'This request id was used for another request. Nothing was saved.',
      { field: 'request_id' },
    ),
  requestAlreadyDone: (id: string) =>
    common(
      Code.AlreadyExists,
      Reason.REQUEST_ALREADY_DONE,
      'This request was already done. Its answer held a secret, which is not kept; nothing was done again.',
      { ...(id && { id }) },
    ),
  roleTooLow: () =>
    common(Code.PermissionDenied, Reason.ROLE_TOO_LOW, 'Your role in this household does not allow that.'),
  signInRequired: () => common(Code.Unauthenticated, Reason.SIGN_IN_REQUIRED, 'Please sign in.'),
  sessionEnded: () =>
    common(Code.Unauthenticated, Reason.SESSION_ENDED, 'Your session has ended or changed. Please sign in again.'),
  processNotAllowed: () =>
    common(Code.PermissionDenied, Reason.PROCESS_REFUSED, 'This process may not call this method.'),
  pageTokenInvalid: () => field('page_token', 'is not a token of this list'),
  notUpdatable: (path: string) =>
    common(Code.InvalidArgument, Reason.FIELD_NOT_UPDATABLE, `The field ${repeated(path) || '""'} cannot be changed.`, {
      field: repeated(path) || 'update_mask',
    }),
  tooMany: (nouns: string, most: number) =>
    common(Code.ResourceExhausted, Reason.LIMIT_REACHED, `There can be at most ${most} ${nouns}. Nothing was saved.`, {
      limit: String(most),
    }),
  rateLimited: (seconds: number) =>
    later(Reason.RATE_LIMITED, `Too many tries. Please wait ${seconds} seconds.`, seconds),
  overloaded: (seconds: number) =>
    later(
      Reason.OVERLOADED,
      'Too much is being asked at once. Nothing was done; please try again in a moment.',
      seconds,
    ),
  streamReplaced: (limit: number) =>
    common(
      Code.ResourceExhausted,
      Reason.STREAM_REPLACED,
      `Only ${limit} streams may be open at once. This one was ended for a newer one.`,
      { limit: String(limit) },
    ),
  dependency: (name: string) =>
    common(
      Code.Unavailable,
      Reason.DEPENDENCY_UNAVAILABLE,
      'Something this needs does not answer. Nothing was saved; please try again.',
      { dependency: name },
    ),
  field,
};

/** A caller's text, short enough for a header. */
const repeated = (text: string): string =>
  text.length > MAX_ECHOED_CHARS ? `${text.slice(0, MAX_ECHOED_CHARS).toWellFormed()}…` : text;

/** INVALID_ARGUMENT with buf.validate.Violations of one field, for rules that a proto cannot express. */
function field(path: string, message: string): ConnectError {
  const elements = path.split('.').map((fieldName) => create(FieldPathElementSchema, { fieldName }));
  const violation = create(ViolationSchema, { field: create(FieldPathSchema, { elements }), message, ruleId: 'melo' });
  return new ConnectError(`${path}: ${message}`, Code.InvalidArgument, undefined, [
    { desc: ViolationsSchema, value: create(ViolationsSchema, { violations: [violation] }) },
  ]);
}

/** Runs a rule for one item of a batch; the metadata of its error has the index of the item. */
export function withItemIndex<Result>(index: number, rule: () => Result): Result {
  try {
    return rule();
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    throw withDetails(error, index);
  }
}

const withDetails = (error: ConnectError, index: number): ConnectError =>
  new ConnectError(
    error.rawMessage,
    error.code,
    undefined,
    error.findDetails(ErrorInfoSchema).map((info) => ({
      desc: ErrorInfoSchema,
      value: { ...info, metadata: { ...info.metadata, index: String(index) } },
    })),
  );
