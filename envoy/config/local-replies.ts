/** Envoy's own errors, in the form of each protocol and without internal details. */
import { Code } from '@connectrpc/connect';
import { codeToString } from '@connectrpc/connect/protocol-connect';
import { everyAnswer, set, uncached } from './headers.ts';
import type { Json } from './json.ts';

/** HTTP status → code and message, the same on Connect, gRPC and gRPC-Web. */
export const errorReplies = {
  400: [Code.InvalidArgument, 'The request could not be read.'],
  401: [Code.Unauthenticated, 'A valid access token is needed; sign in again.'],
  403: [Code.PermissionDenied, 'This caller may not make this call.'],
  404: [Code.Unimplemented, 'There is nothing at this address.'],
  408: [Code.DeadlineExceeded, 'The request took too long.'],
  413: [Code.ResourceExhausted, 'The request is too large.'],
  429: [Code.ResourceExhausted, 'Too many requests; try again in a moment.'],
  431: [Code.ResourceExhausted, 'The headers of the request are too large.'],
  500: [Code.Internal, 'Something went wrong.'],
  502: [Code.Unavailable, 'The service did not answer as it should; try again.'],
  503: [Code.Unavailable, 'The service is not available right now; try again.'],
  504: [Code.DeadlineExceeded, 'The service did not answer in time.'],
} as const;

type Status = keyof typeof errorReplies;

/** Buckets fill every second. */
const RETRY_AFTER_S = '1';
const GRPC_WEB = 'application/grpc-web+proto';
const ofGrpc: Json = withContent('application/grpc([+;].*)?');
const ofGrpcWeb: Json = withContent('application/grpc-web.*');

/** What each listener says of itself. */
export const localReplies: Json = replies({}, []);

/** The edge knows tokens but no roles: what it forbids is a token (one for another audience), and a new one may help. */
export const edgeReplies = (isTls: boolean): Json => replies({ 403: 401 }, [...everyAnswer(isTls), ...uncached]);

/** The first mapper that fits wins. */
function replies(instead: Partial<Record<Status, Status>>, headers: readonly Json[]): Json {
  const statuses = Object.keys(errorReplies).map(Number) as Status[];
  return {
    mappers: [
      // Exceeding a cluster's limits is not an outage: the caller is told to retry later, and nothing retries at once.
      ...mappersOf({ response_flag_filter: { flags: ['UO'] } }, 429, headers),
      ...statuses.flatMap((status) => mappersOf(hasStatus(status), instead[status] ?? status, headers)),
    ],
    body_format: { json_format: { code: codeToString(Code.Unknown), message: 'The request was refused.' } },
  };
}

/** The form of an error that `fits` in each protocol. */
function mappersOf(fits: Json, said: Status, headers: readonly Json[]): Json[] {
  const [code, message] = errorReplies[said];
  const common = [...headers, ...(said === 429 ? [set('retry-after', RETRY_AFTER_S)] : [])];
  return [
    // Envoy turns these into a gRPC status itself, with the body as its message.
    {
      filter: both(fits, ofGrpc),
      status_code: said,
      headers_to_add: [...common, set('grpc-status', String(code))],
      body_format_override: { text_format_source: { inline_string: message } },
    },
    // gRPC-Web it does not know: without messages the trailers are headers, see gRPC's PROTOCOL-WEB.md.
    {
      filter: both(fits, ofGrpcWeb),
      status_code: 200,
      headers_to_add: [...common, set('grpc-status', String(code)), set('grpc-message', message)],
      body_format_override: { text_format_source: { inline_string: '' }, content_type: GRPC_WEB },
    },
    {
      filter: fits,
      status_code: said,
      headers_to_add: common,
      body_format_override: { json_format: { code: codeToString(code), message } },
    },
  ];
}

function both(...filters: Json[]): Json {
  return { and_filter: { filters } };
}

function withContent(regex: string): Json {
  return { header_filter: { header: { name: 'content-type', string_match: { safe_regex: { regex } } } } };
}

function hasStatus(status: number): Json {
  return {
    status_code_filter: {
      comparison: { op: 'EQ', value: { default_value: status, runtime_key: `melo.reply.${status}` } },
    },
  };
}
