/** Envoy's own refusals, written so that Connect clients read them as errors and nobody learns what stands behind. */
import type { Json } from './json.ts';

/** HTTP status → Connect code and the words people see. gRPC clients get the status that Envoy derives, with the same words. */
export const refusals = {
  400: ['invalid_argument', 'The request could not be read.'],
  401: ['unauthenticated', 'A valid access token is needed; sign in again.'],
  403: ['permission_denied', 'This caller may not make this call.'],
  404: ['not_found', 'There is nothing at this address.'],
  408: ['deadline_exceeded', 'The request took too long to arrive.'],
  413: ['resource_exhausted', 'The request is too large.'],
  429: ['resource_exhausted', 'Too many requests; try again in a moment.'],
  431: ['resource_exhausted', 'The headers of the request are too large.'],
  500: ['internal', 'Something went wrong.'],
  502: ['unavailable', 'The service did not answer as it should; try again.'],
  503: ['unavailable', 'The service is not available right now; try again.'],
  504: ['deadline_exceeded', 'The service did not answer in time.'],
} as const;

const ofGrpc: Json = {
  header_filter: {
    header: { name: 'content-type', string_match: { safe_regex: { regex: 'application/grpc([+;].*)?' } } },
  },
};

type Status = keyof typeof refusals;

/** A cluster's limits are no outage: whoever comes too much is told to come later, and nobody tries again at once. */
const [tooMuchCode, tooMuchMessage] = refusals[429];
const overflow: Json = { response_flag_filter: { flags: ['UO'] } };
const tooMuch: Json[] = [
  {
    filter: { and_filter: { filters: [overflow, ofGrpc] } },
    status_code: 429,
    body_format_override: { text_format_source: { inline_string: tooMuchMessage } },
  },
  {
    filter: overflow,
    status_code: 429,
    body_format_override: { json_format: { code: tooMuchCode, message: tooMuchMessage } },
  },
];

/** What each listener says of itself. */
export const localReplies: Json = replies({});

/** The edge knows tokens but no roles: what it forbids is a token (one for another audience), and a new one may help. */
export const edgeReplies: Json = replies({ 403: 401 });

/** The first mapper that fits wins. A gRPC client gets the body as its status message, so there it is the words alone. */
function replies(instead: Partial<Record<Status, Status>>): Json {
  const mappers = (Object.keys(refusals).map(Number) as Status[]).flatMap((status) => {
    const said = instead[status] ?? status;
    const [code, message] = refusals[said];
    const status_code = said === status ? {} : { status_code: said };
    return [
      {
        filter: { and_filter: { filters: [hasStatus(status), ofGrpc] } },
        ...status_code,
        body_format_override: { text_format_source: { inline_string: message } },
      },
      { filter: hasStatus(status), ...status_code, body_format_override: { json_format: { code, message } } },
    ];
  });
  return {
    mappers: [...tooMuch, ...mappers],
    body_format: { json_format: { code: 'unknown', message: 'The request was refused.' } },
  };
}

function hasStatus(status: number): Json {
  return {
    status_code_filter: {
      comparison: { op: 'EQ', value: { default_value: status, runtime_key: `melo.reply.${status}` } },
    },
  };
}
