/** What the edge checks before it forwards a request: origin, rate, token where one is required, size. */

import { isPublic, type Method } from '#infra/contracts.ts';
import { TOKEN_LIFETIME_MS } from '#kit/rpc/token.ts';
import { compressors } from './compression.ts';
import { type Json, typed } from './json.ts';
import { graphqlRateLimit, methodRateLimit, rateLimitFilters } from './rate-limits.ts';
import { deadlineFilter, takesFiles } from './routes.ts';
import type { Settings } from './settings.ts';

const HTTP = 'envoy.extensions.filters.http';
const ISSUER = 'melo';
/** Clocks of the users service and of the edge may differ by so much. */
const CLOCK_SKEW_S = 5;
const MAX_REQUEST_BYTES = 1024 * 1024;
/** Files of transactions to import: 10 MiB, which JSON makes a third larger. */
const MAX_FILE_REQUEST_BYTES = 14 * 1024 * 1024;
const CORS_MAX_AGE_S = '7200';

/** Filters in their order. */
export const edgeFilters = (jwks: string): Json[] => [
  { name: 'envoy.filters.http.cors', typed_config: typed(`${HTTP}.cors.v3.Cors`) },
  ...rateLimitFilters,
  { name: 'envoy.filters.http.jwt_authn', typed_config: tokens(jwks) },
  {
    name: 'envoy.filters.http.buffer',
    typed_config: typed(`${HTTP}.buffer.v3.Buffer`, { max_request_bytes: MAX_REQUEST_BYTES }),
  },
  deadlineFilter,
  ...compressors,
];

/** What a method's route overrides. */
export const methodChecks = (method: Method, settings: Settings): Json => ({
  typed_per_filter_config: {
    ...methodRateLimit(method, settings),
    ...tokenCheckOf(isPublic(method) ? 'optional' : 'required'),
    ...(takesFiles(method) && {
      'envoy.filters.http.buffer': typed(`${HTTP}.buffer.v3.BufferPerRoute`, {
        buffer: { max_request_bytes: MAX_FILE_REQUEST_BYTES },
      }),
    }),
  },
});

/** GraphQL serves guests, but not with a bad token. */
export const graphqlChecks = (settings: Settings): Json => ({
  typed_per_filter_config: { ...tokenCheckOf('if_given'), ...graphqlRateLimit(settings) },
});

/** gRPC reflection shows the contracts; in production only to signed-in callers. */
export const reflectionChecks = ({ isProduction }: Settings): Json => (isProduction ? tokenCheckOf('required') : {});

/** Origins whose pages may call with the user's cookies. */
export const corsOf = (origins: readonly string[]): Json => ({
  typed_per_filter_config: {
    'envoy.filters.http.cors': typed(`${HTTP}.cors.v3.CorsPolicy`, {
      allow_origin_string_match: origins.map((exact) => ({ exact })),
      allow_methods: 'GET, POST, OPTIONS',
      allow_headers: allowedHeaders.join(', '),
      expose_headers: exposedHeaders.join(', '),
      allow_credentials: true,
      max_age: CORS_MAX_AGE_S,
    }),
  },
});

/** What Connect, gRPC-Web and GraphQL clients in a browser send. */
const allowedHeaders = [
  'authorization',
  'content-type',
  'accept',
  'connect-protocol-version',
  'connect-timeout-ms',
  'connect-accept-encoding',
  'connect-content-encoding',
  'grpc-timeout',
  'x-grpc-web',
  'x-user-agent',
  'x-request-id',
  'traceparent',
  'tracestate',
  'last-event-id',
];

/** What they read. */
const exposedHeaders = [
  'grpc-status',
  'grpc-message',
  'grpc-status-details-bin',
  'connect-content-encoding',
  'x-request-id',
  'retry-after',
];

/** The scheme is of any case (RFC 9110), but Envoy compares it letter by letter: these are the ways in which it is written. */
const SCHEMES = ['Bearer', 'bearer', 'BEARER'];

/** The named token checks; a route without one requires no token. */
const tokens = (jwks: string): Json =>
  typed(`${HTTP}.jwt_authn.v3.JwtAuthentication`, {
    bypass_cors_preflight: true,
    providers: {
      melo: {
        issuer: ISSUER,
        audiences: [ISSUER],
        local_jwks: { filename: jwks },
        // Services verify it again, for their own rules.
        forward: true,
        // Said, because the default also reads tokens from the query.
        from_headers: SCHEMES.map((scheme) => ({ name: 'Authorization', value_prefix: `${scheme} ` })),
        require_expiration: true,
        max_lifetime: `${TOKEN_LIFETIME_MS / 1000}s`,
        clock_skew_seconds: CLOCK_SKEW_S,
        jwt_cache_config: { jwt_cache_size: 1000 },
      },
    },
    requirement_map: {
      required: { provider_name: 'melo' },
      optional: { requires_any: { requirements: [{ provider_name: 'melo' }, { allow_missing_or_failed: {} }] } },
      if_given: { requires_any: { requirements: [{ provider_name: 'melo' }, { allow_missing: {} }] } },
    },
  });

function tokenCheckOf(requirement: 'required' | 'optional' | 'if_given'): Json {
  return {
    'envoy.filters.http.jwt_authn': typed(`${HTTP}.jwt_authn.v3.PerRouteConfig`, { requirement_name: requirement }),
  };
}
