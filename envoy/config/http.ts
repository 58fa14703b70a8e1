/** What every HTTP listener has in common: path normalisation, request IDs, limits, errors, the access log and tracing. */

import { type Json, typed } from './json.ts';
import { localReplies } from './local-replies.ts';
import { STREAM_IDLE } from './routes.ts';

const COLLECTOR = 'collector';
const MANAGER = 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';

/** Streams one connection may carry at once, and what may be in flight on them. */
const HTTP2 = {
  max_concurrent_streams: 256,
  initial_stream_window_size: 262_144,
  initial_connection_window_size: 1_048_576,
};

export type Telemetry = {
  /** Name under which spans and statistics appear. */
  readonly name: string;
  /** Collector of traces, if there is one; trace context passes through either way. */
  readonly collector: URL | undefined;
  /** Log every call, or only rejected and failed ones. */
  readonly log: 'all' | 'failures';
};

/** Envoy's HTTP handling as the last filter of a listener's chain; `own` adds what only this listener wants. */
export const httpManager = (
  telemetry: Telemetry,
  virtualHosts: readonly Json[],
  filters: readonly Json[],
  own: Json,
): Json => ({
  name: 'envoy.filters.network.http_connection_manager',
  typed_config: typed(MANAGER, {
    stat_prefix: telemetry.name,
    normalize_path: true,
    merge_slashes: true,
    path_with_escaped_slashes_action: 'REJECT_REQUEST',
    stream_idle_timeout: STREAM_IDLE,
    request_headers_timeout: '10s',
    common_http_protocol_options: { idle_timeout: '300s', headers_with_underscores_action: 'DROP_HEADER' },
    http2_protocol_options: HTTP2,
    local_reply_config: localReplies,
    access_log: [accessLog(telemetry.log)],
    ...(telemetry.collector && tracing(telemetry.name, telemetry.collector)),
    route_config: { name: telemetry.name, validate_clusters: true, virtual_hosts: virtualHosts },
    http_filters: [...filters, router],
    ...own,
  }),
});

/** The collector's cluster name and address, for the bootstrap. */
export const collectorName = COLLECTOR;

const router: Json = {
  name: 'envoy.filters.http.router',
  typed_config: typed('envoy.extensions.filters.http.router.v3.Router', { suppress_envoy_headers: true }),
};

const tracing = (name: string, collector: URL): Json => ({
  tracing: {
    spawn_upstream_span: true,
    provider: {
      name: 'envoy.tracers.opentelemetry',
      typed_config: typed('envoy.config.trace.v3.OpenTelemetryConfig', {
        service_name: `melo-envoy-${name}`,
        http_service: {
          http_uri: { uri: new URL('/v1/traces', collector).href, cluster: COLLECTOR, timeout: '2s' },
        },
      }),
    },
  },
});

/** One JSON object a line. Neither queries nor headers that carry tokens or cookies are logged. */
const accessLog = (which: Telemetry['log']): Json => ({
  name: 'envoy.access_loggers.stdout',
  ...(which === 'failures' && { filter: failed }),
  typed_config: typed('envoy.extensions.access_loggers.stream.v3.StdoutAccessLog', {
    log_format: {
      json_format: {
        time: '%START_TIME%',
        method: '%REQ(:METHOD)%',
        path: '%PATH(NQ)%',
        authority: '%REQ(:AUTHORITY)%',
        protocol: '%PROTOCOL%',
        status: '%RESPONSE_CODE%',
        grpc_status: '%GRPC_STATUS%',
        details: '%RESPONSE_CODE_DETAILS%',
        flags: '%RESPONSE_FLAGS%',
        duration_ms: '%DURATION%',
        bytes_in: '%BYTES_RECEIVED%',
        bytes_out: '%BYTES_SENT%',
        upstream: '%UPSTREAM_CLUSTER%',
        peer: '%DOWNSTREAM_PEER_URI_SAN%',
        request_id: '%REQ(X-REQUEST-ID)%',
        traceparent: '%REQ(TRACEPARENT)%',
        user_agent: '%REQ(USER-AGENT)%',
      },
    },
  }),
});

const failed: Json = {
  or_filter: {
    filters: [
      {
        status_code_filter: { comparison: { op: 'GE', value: { default_value: 500, runtime_key: 'melo.log.status' } } },
      },
      { response_flag_filter: {} },
    ],
  },
};
