/** Where calls go: processes on their Unix socket, and their sidecars over mTLS, each with limits. */
import { gateway, spiffe } from '#infra/topology.ts';
import type { Placement } from '../placement.ts';
import { type Json, tcp, typed } from './json.ts';
import { peerTls } from './tls.ts';

const CONNECT_TIMEOUT = '1s';
/** Of calls and of streams each: what one Envoy may have open towards one target. */
const LIMITS = { max_connections: 256, max_pending_requests: 1024, max_retries: 32 };
/**
 * Concurrent calls of one Envoy to a service: those it handles at once and as many that wait (kit's admission-control.ts). To
 * reject the rest here costs a tenth of what it costs the service.
 */
const MAX_CALLS = 64;
/** Calls of processes that admit as many as come: the gateway, the web. */
const MAX_OPEN_CALLS = 4096;
/** Open streams (a browser holds one); a process admits as many (kit's admission.ts). */
const MAX_STREAMS = 1024;

/** Streams are routed with priority HIGH, which here is a class of its own and no privilege. */
const circuitBreakers = (calls: number): Json => ({
  thresholds: [
    { ...LIMITS, max_requests: calls },
    { ...LIMITS, priority: 'HIGH', max_requests: MAX_STREAMS },
  ],
});

/** A connection is renewed so often, so that a renewed certificate is in use everywhere long before the old one ends. */
const MAX_CONNECTION = '3600s';

/**
 * A name stands for all instances, and calls are spread over them. It is looked up often, so that one that came or left is known
 * soon; a name that does not resolve keeps the Envoy from starting no longer than one look.
 */
const RESOLVED: Json = {
  type: 'STRICT_DNS',
  // Sidecars listen on IPv4.
  dns_lookup_family: 'V4_PREFERRED',
  lb_policy: 'LEAST_REQUEST',
  dns_refresh_rate: '2s',
  dns_failure_refresh_rate: { base_interval: '1s', max_interval: '2s' },
  respect_dns_ttl: false,
};

export type Protocol = 'http1' | 'http2';

/** A process on its Unix socket, always the same. */
export const socketCluster = (name: string, path: string, protocol: Protocol): Json => ({
  ...cluster(name, { pipe: { path } }),
  typed_extension_protocol_options: speak(protocol),
});

/** The process behind a sidecar, on the Unix socket that a file names: a successor listens on another. */
export const watchedCluster = (name: string, file: string, protocol: Protocol): Json => ({
  name,
  type: 'EDS',
  connect_timeout: CONNECT_TIMEOUT,
  circuit_breakers: circuitBreakers(MAX_OPEN_CALLS),
  eds_cluster_config: { eds_config: { path_config_source: { path: file }, resource_api_version: 'V3' } },
  typed_extension_protocol_options: speak(protocol),
});

/** Another process by way of its sidecar: `from` shows its certificate and accepts only that of `to`. */
export const peerCluster = (from: string, to: string, at: Placement): Json => ({
  ...cluster(to, tcp(at.network?.host(to) ?? '127.0.0.1', at.ports.sidecar[to]!)),
  ...(at.network && RESOLVED),
  ...(to !== gateway.name && { circuit_breakers: circuitBreakers(MAX_CALLS) }),
  typed_extension_protocol_options: speak('http2', { max_connection_duration: MAX_CONNECTION }),
  transport_socket: peerTls(from, spiffe(to), at),
});

/** The collector of traces, by the address that OpenTelemetry's environment variable gives. */
export const collectorCluster = (name: string, endpoint: URL): Json => ({
  ...cluster(name, tcp(endpoint.hostname, Number(endpoint.port || (endpoint.protocol === 'https:' ? 443 : 80)))),
  type: 'STRICT_DNS',
  // `localhost` may be either loopback address; the one that responds is used.
  dns_lookup_family: 'ALL',
  ...(endpoint.protocol === 'https:' && {
    transport_socket: {
      name: 'envoy.transport_sockets.tls',
      typed_config: typed('envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext', {
        sni: endpoint.hostname,
        auto_sni_san_validation: true,
        common_tls_context: { validation_context: { system_root_certs: {} } },
      }),
    },
  }),
});

const cluster = (name: string, address: Json): Json => ({
  name,
  type: 'STATIC',
  connect_timeout: CONNECT_TIMEOUT,
  circuit_breakers: circuitBreakers(MAX_OPEN_CALLS),
  load_assignment: {
    cluster_name: name,
    endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }],
  },
});

const speak = (protocol: Protocol, common: Json = {}): Json => ({
  'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': typed(
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
    {
      common_http_protocol_options: { idle_timeout: '300s', ...common },
      explicit_http_config: protocol === 'http2' ? { http2_protocol_options: {} } : { http_protocol_options: {} },
    },
  ),
});
