/**
 * What orchestrators ask of an Envoy in a container: whether it and its process are well, and that it drains. Health checks come
 * without a certificate, so this listener has no other path; only the container itself may drain.
 */
import { socketCluster } from './config/clusters.ts';
import { httpManager, type Telemetry } from './config/http.ts';
import { type Json, tcp } from './config/json.ts';
import type { Network } from './placement.ts';

/** The cluster of the Envoy's own admin socket. */
const ADMIN = 'admin';
const TIMEOUT = '5s';

type Probed = {
  readonly name: string;
  /** Path of the admin socket. */
  readonly admin: string;
  /** Cluster of the process, and whether it has the gRPC health service or `/healthz`. */
  readonly cluster: string;
  readonly health: 'grpc' | 'http';
};

export function probeListeners({ name, cluster, health }: Probed, { ports, bind }: Network): Json[] {
  const check = health === 'grpc' ? '/grpc.health.v1.Health/Check' : '/healthz';
  return [
    listener('probes', name, tcp(bind?.others ?? '0.0.0.0', ports.probes), [
      // It listens, so its clusters and certificates are loaded.
      { match: { path: '/ready' }, direct_response: { status: 200 } },
      { match: { path: check }, route: { cluster, timeout: TIMEOUT } },
    ]),
    listener('drain', name, tcp(bind?.own ?? '127.0.0.1', ports.drain), [
      { match: { path: '/drain_listeners' }, route: { cluster: ADMIN, timeout: TIMEOUT } },
    ]),
  ];
}

export const probeClusters = ({ admin }: Probed): Json[] => [socketCluster(ADMIN, admin, 'http1')];

function listener(name: string, owner: string, address: Json, routes: readonly Json[]): Json {
  const telemetry: Telemetry = { name: `${owner}-${name}`, collector: undefined, log: 'failures' };
  const hosts = [{ name, domains: ['*'], routes }];
  return {
    name,
    address,
    filter_chains: [{ filters: [httpManager(telemetry, hosts, [], { codec_type: 'AUTO' })] }],
  };
}
