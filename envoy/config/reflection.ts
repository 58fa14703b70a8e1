/** gRPC reflection at the edge: infrastructure like health, not a method of a contract, so it has a route and a door of its own. */
import type { Method } from '#infra/contracts.ts';
import { EDGE, services } from '#infra/topology.ts';
import { type Json, typed } from './json.ts';
import type { Admission } from './rbac.ts';
import { asStream, hasStreams, STREAM_IDLE, writeRetries } from './routes.ts';

/** Both names of one service; many clients know only the older. */
const paths: readonly string[] = ['v1', 'v1alpha'].map(
  (version) => `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
);

/** Every process could answer for all contracts; this one's calls are counted as streams, so that none can keep others out. */
const answering = (methods: readonly Method[]): string => services.find(({ name }) => hasStreams(methods, name))!.name;

/** Questions and answers alternate, so the request is not held back until it is complete. `checks` say who may ask. */
export const reflectionRoutes = (methods: readonly Method[], checks: Json): Json[] =>
  routesTo(answering(methods)).map((route) => ({
    ...route,
    typed_per_filter_config: {
      ...checks,
      'envoy.filters.http.buffer': typed('envoy.extensions.filters.http.buffer.v3.BufferPerRoute', { disabled: true }),
    },
  }));

/** The last step into a process. */
export const reflectionArrival = (methods: readonly Method[], process: string, cluster: string): Json[] =>
  process === answering(methods) ? routesTo(cluster) : [];

/** The edge alone asks, and only one process. */
export const reflectionAdmissions = (methods: readonly Method[], process: string): Admission[] =>
  process === answering(methods) ? [{ name: 'reflection', callers: [EDGE], paths }] : [];

const routesTo = (cluster: string): Json[] =>
  paths.map((path) => ({
    match: { path },
    route: { cluster, timeout: '0s', idle_timeout: STREAM_IDLE, retry_policy: writeRetries, ...asStream },
  }));
