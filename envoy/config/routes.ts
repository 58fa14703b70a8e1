/** Routes of the contracts' methods: how long a call may take and what of it may be tried again. */
import type { Method } from '#infra/contracts.ts';
import { gateway, ownerOf } from '#infra/topology.ts';
import { type Json, typed } from './json.ts';

/** Longer than the longest deadline of a method of that kind, so that the caller's own deadline comes first. */
const UNARY_SECONDS = 15;
const IMPORT_SECONDS = 60;
/** Streams last; silence does not, for they carry a heartbeat every 15 s. */
export const STREAM_IDLE = '60s';
/** Streams have connections and limits of their own at every cluster (clusters.ts), so that they keep no call out. */
export const asStream: Json = { priority: 'HIGH' };
const BACK_OFF = { base_interval: '0.05s', max_interval: '0.5s' };

/** The call never reached the process: safe for writes too. */
export const writeRetries: Json = {
  retry_on: 'connect-failure,refused-stream',
  num_retries: 2,
  retry_back_off: BACK_OFF,
};

const readRetries: Json = {
  retry_on: 'connect-failure,refused-stream,retriable-status-codes',
  retriable_status_codes: [503],
  num_retries: 2,
  retry_back_off: BACK_OFF,
};

/** Takes files, so it may take longer and larger requests. */
export const takesFiles = (method: Method): boolean => method.service.endsWith('.ImportService');

/** The route of one method to a cluster, from a caller's side. */
export const rpcRoute = (method: Method, cluster: string): Json => ({
  match: { path: method.path },
  route: { cluster, ...routeTimeout(method), retry_policy: method.read ? readRetries : writeRetries },
});

/** The last step into a process: reads are not tried again here, or attempts would multiply. */
export const sidecarRoute = (method: Method, cluster: string): Json => ({
  match: { path: method.path },
  route: { cluster, ...routeTimeout(method), retry_policy: writeRetries },
});

/**
 * GraphQL as long as the stream is not silent. Subscriptions, which ask for a stream of events, are counted as streams; a query
 * that pretends to be one only takes the place of a stream.
 */
export const graphqlRoutes = (cluster: string, match: Json = { path: '/graphql' }): Json[] => {
  const accept = { name: 'accept', string_match: { contains: 'text/event-stream' } };
  const route = { cluster, timeout: '0s', idle_timeout: STREAM_IDLE, retry_policy: writeRetries };
  return [
    { match: { ...match, headers: [accept] }, route: { ...route, ...asStream } },
    { match, route },
  ];
};

function routeTimeout(method: Method): Json {
  if (method.kind !== 'unary') return { timeout: '0s', idle_timeout: STREAM_IDLE, ...asStream };
  const timeout = `${secondsOf(method)}s`;
  return { timeout, max_stream_duration: { grpc_timeout_header_max: timeout } };
}

const secondsOf = (method: Method): number => (takesFiles(method) ? IMPORT_SECONDS : UNARY_SECONDS);

const DEADLINES = 'envoy.filters.http.header_mutation';
const MUTATION = 'envoy.extensions.filters.http.header_mutation.v3';

/** The filter by which routes copy a caller's deadline; by itself it does nothing. */
export const deadlineFilter: Json = { name: DEADLINES, typed_config: typed(`${MUTATION}.HeaderMutation`) };

/**
 * The routes of a call whose deadline holds though the process hangs. Connect says it in a header of its own, which Envoy
 * does not know: where it is sooner than the route's timeout it takes its place.
 */
export const keepingDeadlines = (route: Json, method?: Method): Json[] =>
  method && method.kind !== 'unary' ? [route] : [sooner(route, method ? secondsOf(method) : IMPORT_SECONDS), route];

function sooner({ match, typed_per_filter_config: others, ...route }: Json, seconds: number): Json {
  const within = { name: 'connect-timeout-ms', range_match: { start: 1, end: seconds * 1000 } };
  const copied = { key: 'x-envoy-upstream-rq-timeout-ms', value: '%REQ(connect-timeout-ms)%' };
  const append = { header: copied, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' };
  return {
    ...route,
    match: { ...(match as Json), headers: [...(((match as Json).headers as Json[]) ?? []), within] },
    typed_per_filter_config: {
      ...(others as Json),
      [DEADLINES]: typed(`${MUTATION}.HeaderMutationPerRoute`, { mutations: { request_mutations: [{ append }] } }),
    },
  };
}

/** Whether calls to a process may last: streams of its contracts, or GraphQL's subscriptions. */
export const hasStreams = (methods: readonly Method[], process: string): boolean =>
  process === gateway.name || methods.some(({ service, kind }) => kind !== 'unary' && ownerOf(service) === process);
