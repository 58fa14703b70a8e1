/** How many requests one address and all addresses together may make: of everything, and of each expensive method. */
import type { Method } from '#infra/contracts.ts';
import { type Json, typed } from './json.ts';
import { takesFiles } from './routes.ts';
import type { Settings } from './settings.ts';

const LIMIT = 'envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit';
const EXPENSIVE = 'melo.rate_limit.expensive';

/** Requests at once and then every second. */
type Bucket = { readonly burst: number; readonly perSecond: number };

/** One address; generous, for offices share addresses. */
const ADDRESS: Bucket = { burst: 2000, perSecond: 1000 };
const ALL_ADDRESSES: Bucket = { burst: 10_000, perSecond: 5000 };
/** Buckets of addresses that are kept; the least used one makes way for a new one. */
const MAX_ADDRESSES = 20_000;
/** An IPv6 network of one customer has 64 bits of addresses at least. */
const ADDRESS_BITS = { v4_prefix_mask_len: 32, v6_prefix_mask_len: 64 };

type Limits = { readonly address: Bucket; readonly all: Bucket };

/** Hashing a password takes 50 ms of a processor. */
const PASSWORDS: Limits = { address: { burst: 60, perSecond: 1 }, all: { burst: 200, perSecond: 20 } };
/** Parsing a file takes seconds. */
const FILES: Limits = { address: { burst: 30, perSecond: 1 }, all: { burst: 200, perSecond: 20 } };
const GRAPHQL: Limits = { address: { burst: 600, perSecond: 300 }, all: { burst: 3000, perSecond: 1500 } };

const hashesPassword = ({ service, method }: Method): boolean =>
  service === 'melo.users.v1.AuthService' && /^(SignIn|Register|.*Password.*)$/.test(method);

/** The filters: one that counts every request, and one that does nothing but on the routes of expensive methods. */
export const rateLimitFilters: readonly Json[] = [
  {
    name: 'envoy.filters.http.local_ratelimit',
    typed_config: limit('edge', { address: ADDRESS, all: ALL_ADDRESSES }),
  },
  { name: EXPENSIVE, typed_config: typed(LIMIT, { stat_prefix: 'expensive' }) },
];

/** The additional limit of a method's route, if it has one. */
export function methodRateLimit(method: Method, settings: Settings): Json {
  if (hashesPassword(method)) return expensive('passwords', PASSWORDS, settings);
  return takesFiles(method) ? expensive('files', FILES, settings) : {};
}

export const graphqlRateLimit = (settings: Settings): Json => expensive('graphql', GRAPHQL, settings);

function expensive(name: string, { address, all }: Limits, { callsPerAddress }: Settings): Json {
  const raised = ({ burst, perSecond }: Bucket): Bucket => ({
    burst: Math.max(burst, callsPerAddress),
    perSecond: Math.max(perSecond, callsPerAddress),
  });
  return {
    [EXPENSIVE]: limit(name, callsPerAddress ? { address: raised(address), all: raised(all) } : { address, all }),
  };
}

function limit(name: string, { address, all }: Limits): Json {
  return typed(LIMIT, {
    stat_prefix: name,
    token_bucket: tokens(all),
    filter_enabled: { default_value: { numerator: 100 } },
    filter_enforced: { default_value: { numerator: 100 } },
    // Else gRPC clients see UNAVAILABLE, which they try again.
    rate_limited_as_resource_exhausted: true,
    rate_limits: [{ actions: [{ masked_remote_address: ADDRESS_BITS }] }],
    // A descriptor without a value makes a bucket for each address.
    descriptors: [{ entries: [{ key: 'masked_remote_address' }], token_bucket: tokens(address) }],
    max_dynamic_descriptors: MAX_ADDRESSES,
    always_consume_default_token_bucket: true,
  });
}

function tokens({ burst, perSecond }: Bucket): Json {
  return { max_tokens: burst, tokens_per_fill: perSecond, fill_interval: '1s' };
}
