/** The edge: the one way in for browsers and SDKs, on a plain and a TLS port with the same routes. */
import { join } from 'node:path';
import { isUserMethod, type Method } from '#infra/contracts.ts';
import { EDGE, gateway, ownerOf, services } from '#infra/topology.ts';
import { PUBLIC } from '../pki/pki.ts';
import type { Placement } from '../placement.ts';
import { probeClusters, probeListeners } from '../probes.ts';
import { bootstrap } from './bootstrap.ts';
import { peerCluster, socketCluster } from './clusters.ts';
import { corsOf, edgeFilters, graphqlChecks, methodChecks, reflectionChecks } from './edge-filters.ts';
import { everyAnswer, set, uncached } from './headers.ts';
import { httpManager, type Telemetry } from './http.ts';
import { type Json, tcp } from './json.ts';
import { edgeReplies } from './local-replies.ts';
import { MAX_HEAP_MB } from './overload.ts';
import { reflectionRoutes } from './reflection.ts';
import { graphqlRoutes, keepingDeadlines, rpcRoute } from './routes.ts';
import type { Settings } from './settings.ts';
import { openTls } from './tls.ts';
import { webRoute } from './web.ts';

const WEB = 'web';
/** Where Vite serves the app while it is being written. */
const VITE_ORIGIN = 'http://localhost:5173';
/** Envoy limits open connections only for all addresses together; see README.md for the share of one address. */
const MAX_CONNECTIONS = 8192;
const HANDSHAKE_TIMEOUT = '10s';
/** A connection without a stream ends after this time, … */
const IDLE_TIMEOUT = '60s';
/** … and any other is renewed: its streams, which end with their tokens sooner, go on in another. */
const MAX_CONNECTION = '3600s';

export type Surroundings = {
  readonly collector: URL | undefined;
  /** Addresses to listen on: those of the loopback of this machine (`localhost` may mean each of them), or all of a container. */
  readonly addresses: readonly string[];
  readonly settings: Settings;
};

export function edge(at: Placement, methods: readonly Method[], surroundings: Surroundings): Json {
  const { collector, addresses, settings } = surroundings;
  const admin = at.sockets.admin(EDGE);
  const probed = { name: EDGE, admin, cluster: WEB, health: 'http' } as const;
  const telemetry: Telemetry = { name: EDGE, collector, log: 'all' };
  const manager = (isTls: boolean) =>
    httpManager(
      telemetry,
      [host(at, methods, settings, isTls)],
      edgeFilters(join(at.pki, 'jwks.json')),
      worldly(settings, isTls),
    );
  return bootstrap({
    name: EDGE,
    admin,
    collector,
    maxConnections: MAX_CONNECTIONS,
    maxHeapMb: MAX_HEAP_MB.edge,
    listeners: [
      listener('plain', addresses, at.ports.edge, { filters: [manager(false)] }),
      listener('tls', addresses, at.ports.edgeTls, {
        filters: [manager(true)],
        transport_socket: openTls(PUBLIC, at),
        transport_socket_connect_timeout: HANDSHAKE_TIMEOUT,
      }),
      ...(at.network ? probeListeners(probed, at.network) : []),
    ],
    clusters: [
      ...[...services, gateway].map(({ name }) => peerCluster(EDGE, name, at)),
      socketCluster(WEB, at.sockets.service(WEB), 'http1'),
      ...(at.network ? probeClusters(probed) : []),
    ],
  });
}

/** Headers by which our own proxies speak to each other mean nothing when they come from outside. */
const worldly = ({ trustedHops }: Settings, isTls: boolean): Json => ({
  codec_type: 'AUTO',
  use_remote_address: true,
  xff_num_trusted_hops: trustedHops,
  // The server's name is not exposed.
  server_header_transformation: 'PASS_THROUGH',
  common_http_protocol_options: {
    idle_timeout: IDLE_TIMEOUT,
    max_connection_duration: MAX_CONNECTION,
    headers_with_underscores_action: 'DROP_HEADER',
  },
  forward_client_cert_details: 'SANITIZE',
  always_set_request_id_in_response: true,
  local_reply_config: edgeReplies(isTls),
  request_timeout: '60s',
});

const host = (at: Placement, methods: readonly Method[], settings: Settings, isTls: boolean): Json => ({
  name: EDGE,
  domains: ['*'],
  ...corsOf([at.urls.web, at.urls.edgeTls, ...(settings.isProduction ? [] : [VITE_ORIGIN])]),
  // The address that is believed, and nothing of what a client claims.
  request_headers_to_add: [set('x-forwarded-for', '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%')],
  response_headers_to_remove: ['server'],
  response_headers_to_add: everyAnswer(isTls),
  routes: [
    ...[
      ...methods
        .filter(isUserMethod)
        .flatMap((method) =>
          keepingDeadlines({ ...rpcRoute(method, ownerOf(method.service)), ...methodChecks(method, settings) }, method),
        ),
      ...graphqlRoutes(gateway.name).flatMap((route) => keepingDeadlines({ ...route, ...graphqlChecks(settings) })),
      ...reflectionRoutes(methods, reflectionChecks(settings)),
      // Internal methods, and those that do not exist, are nothing the world could reach.
      ...['/melo.', '/grpc.'].map((prefix) => ({ match: { prefix }, direct_response: { status: 404 } })),
    ].map((route): Json => ({ ...route, response_headers_to_add: uncached })),
    webRoute(WEB),
  ],
});

function listener(name: string, [first, ...others]: readonly string[], port: number, chain: Json): Json {
  return {
    name,
    address: tcp(first!, port),
    additional_addresses: others.map((address) => ({ address: tcp(address, port) })),
    per_connection_buffer_limit_bytes: 1_048_576,
    filter_chains: [chain],
  };
}
