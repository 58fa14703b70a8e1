/** The sidecar of one process: its only ingress from the mesh and its only egress. */
import { isUserMethod, type Method } from '#infra/contracts.ts';
import { gateway, ownerOf, type Process } from '#infra/topology.ts';
import { bound, type Placement } from '../placement.ts';
import { probeClusters, probeListeners } from '../probes.ts';
import { bootstrap } from './bootstrap.ts';
import { peerCluster, watchedCluster } from './clusters.ts';
import { endpointsFile } from './endpoints.ts';
import { httpManager, type Telemetry } from './http.ts';
import { type Json, privatePipe, tcp } from './json.ts';
import { MAX_HEAP_MB } from './overload.ts';
import { admissions, gatewayAdmissions, rbac } from './rbac.ts';
import { reflectionAdmissions, reflectionArrival } from './reflection.ts';
import { graphqlRoutes, rpcRoute, sidecarRoute } from './routes.ts';
import { mutualTls } from './tls.ts';

/** The process's own cluster; no process has this name. */
export const SELF = 'self';
const MAX_CONNECTIONS = 1024;

export function sidecar(at: Placement, methods: readonly Method[], process: Process, collector: URL | undefined): Json {
  const { name, calls } = process;
  const admin = at.sockets.admin(name);
  const probed = { name, admin, cluster: SELF, health: isGateway(process) ? 'http' : 'grpc' } as const;
  return bootstrap({
    name,
    admin,
    collector,
    maxConnections: MAX_CONNECTIONS,
    maxHeapMb: MAX_HEAP_MB.sidecar,
    listeners: [
      ingress(at, methods, process, collector),
      ...(calls.length > 0 ? [egress(at, methods, process, collector)] : []),
      ...(at.network ? probeListeners(probed, at.network) : []),
    ],
    clusters: [
      watchedCluster(SELF, endpointsFile(name, at), isGateway(process) ? 'http1' : 'http2'),
      ...calls.map((target) => peerCluster(name, target, at)),
      ...(at.network ? probeClusters(probed) : []),
    ],
  });
}

/** Calls to the process: by mTLS, with a caller the contracts admit, whose id the process learns from XFCC. */
function ingress(at: Placement, methods: readonly Method[], process: Process, collector: URL | undefined): Json {
  const telemetry: Telemetry = { name: process.name, collector, log: 'failures' };
  const own = methods.filter((method) => ownerOf(method.service) === process.name);
  const routes = isGateway(process)
    ? graphqlRoutes(SELF, { prefix: '/' })
    : [...own.map((method) => sidecarRoute(method, SELF)), ...reflectionArrival(methods, process.name, SELF)];
  const admitted = isGateway(process)
    ? gatewayAdmissions
    : [...admissions(own), ...reflectionAdmissions(methods, process.name)];
  const manager = httpManager(telemetry, [{ name: SELF, domains: ['*'], routes }], [rbac(admitted)], {
    codec_type: 'HTTP2',
    forward_client_cert_details: 'SANITIZE_SET',
    set_current_client_cert_details: { uri: true },
  });
  return {
    name: 'ingress',
    address: tcp(bound(at), at.ports.sidecar[process.name]!),
    filter_chains: [{ filters: [manager], transport_socket: mutualTls(process.name, at) }],
  };
}

/** Calls of the process: `:authority` names the target, and only what the contracts let it call has a route. */
function egress(at: Placement, methods: readonly Method[], { name, calls }: Process, collector: URL | undefined): Json {
  const telemetry: Telemetry = { name: `${name}-out`, collector, log: 'failures' };
  const mayCall = (method: Method) =>
    name === gateway.name ? isUserMethod(method) : method.rule.processes.includes(name);
  const hosts = calls.map((target) => ({
    name: target,
    domains: [target],
    routes: methods
      .filter((method) => ownerOf(method.service) === target && mayCall(method))
      .map((method) => rpcRoute(method, target)),
  }));
  return {
    name: 'egress',
    address: privatePipe(at.sockets.egress(name)),
    filter_chains: [
      { filters: [httpManager(telemetry, hosts, [], { codec_type: 'HTTP2', strip_any_host_port: true })] },
    ],
  };
}

const isGateway = ({ name }: Process): boolean => name === gateway.name;
