/** gRPC reflection at the edge: infrastructure like health, not a method of a contract, so it has its own route and admission. */
import type { Method } from '#infra/contracts.ts';
import { EDGE, services } from '#infra/topology.ts';
import { type Json, typed } from './json.ts';
import type { Admission } from './rbac.ts';
import { asStream, hasStreams, STREAM_IDLE, writeRetries } from './routes.ts';

/** Both names of one service; many clients know only the older. */
const paths: readonly string[] = ['v1', 'v1alpha'].map(
  (version) => `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
);

/** Every process could serve all contracts; the calls of this one are counted as streams, so that they do not displace other calls. */
const answering = (methods: readonly Method[]): string => services.find(({ name }) => hasStreams(methods, name))!.name;

/** Requests and responses alternate, so the request is not buffered. `checks` say who may call. */
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

/** Only the edge calls it, and only on one process. */
export const reflectionAdmissions = (methods: readonly Method[], process: string): Admission[] =>
  process === answering(methods) ? [{ name: 'reflection', callers: [EDGE], paths }] : [];

const routesTo = (cluster: string): Json[] =>
  paths.map((path) => ({
    match: { path },
    route: { cluster, timeout: '0s', idle_timeout: STREAM_IDLE, retry_policy: writeRetries, ...asStream },
  }));
