/** The edge: the one way in for browsers and SDKs, on a plain and a TLS port with the same routes. */
import { join } from 'node:path';
import { isUserMethod, type Method } from '#infra/contracts.ts';
import type { Addresses } from '#infra/local/addresses.ts';
import { EDGE, gateway, ownerOf, services } from '#infra/map.ts';
import { bootstrap } from './bootstrap.ts';
import { callRoute, hasStreams, keepingDeadlines, openRoute } from './calls.ts';
import { peerCluster, socketCluster } from './clusters.ts';
import { corsOf, edgeFilters, graphqlChecks, methodChecks } from './edge-filters.ts';
import { httpManager, type Telling } from './http.ts';
import { type Json, tcp } from './json.ts';
import { reflectionRoutes } from './reflection.ts';
import { edgeReplies } from './replies.ts';
import { openTls } from './tls.ts';
import { noSniffing, webRoute } from './web.ts';

const WEB = 'web';
/** Where Vite serves the app while it is being written. */
const VITE_ORIGIN = 'http://localhost:5173';
const MAX_CONNECTIONS = 4096;

export type Surroundings = {
  readonly collector: URL | undefined;
  /** Loopback addresses of this machine; `localhost` may mean each of them. */
  readonly loopback: readonly string[];
};

export function edge(at: Addresses, methods: readonly Method[], { collector, loopback }: Surroundings): Json {
  const telling: Telling = { name: EDGE, collector, log: 'all' };
  const manager = httpManager(telling, [host(at, methods)], edgeFilters(join(at.pki, 'jwks.json')), worldly);
  return bootstrap({
    name: EDGE,
    admin: at.sockets.admin(EDGE),
    collector,
    maxConnections: MAX_CONNECTIONS,
    listeners: [
      listener('plain', loopback, at.ports.edge, { filters: [manager] }),
      listener('tls', loopback, at.ports.edgeTls, { filters: [manager], transport_socket: openTls(EDGE, at) }),
    ],
    clusters: [
      ...[...services, gateway].map(({ name }) =>
        peerCluster(EDGE, name, at.ports.sidecar[name]!, at, hasStreams(methods, name)),
      ),
      socketCluster(WEB, at.sockets.service(WEB), 'http1'),
    ],
  });
}

/** Headers by which our own proxies speak to each other mean nothing when they come from outside. */
const worldly: Json = {
  codec_type: 'AUTO',
  use_remote_address: true,
  forward_client_cert_details: 'SANITIZE',
  always_set_request_id_in_response: true,
  local_reply_config: edgeReplies,
  request_timeout: '60s',
};

const host = (at: Addresses, methods: readonly Method[]): Json => ({
  name: EDGE,
  domains: ['*'],
  ...corsOf([at.urls.web, at.urls.edgeTls, VITE_ORIGIN]),
  ...noSniffing,
  routes: [
    ...methods
      .filter(isUserMethod)
      .flatMap((method) =>
        keepingDeadlines({ ...callRoute(method, ownerOf(method.service)), ...methodChecks(method) }, method),
      ),
    ...keepingDeadlines({ ...openRoute({ path: '/graphql' }, gateway.name), ...graphqlChecks }),
    ...reflectionRoutes(methods),
    // Internal methods, and those that do not exist, are nothing the world could reach.
    ...['/melo.', '/grpc.'].map((prefix) => ({ match: { prefix }, direct_response: { status: 404 } })),
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
