/** Where Envoy finds the processes when each has a container, and a network, of its own. */
import type { Placement } from '../../envoy/placement.ts';
import { processes } from '../topology.ts';
import { ADMIN, ENVOY, egressOf, PORTS, sidecarOf, socketOf } from './paths.ts';

/** `origins` are the addresses at which browsers find the web, by HTTP and by HTTPS. */
export const placement = (origins: Placement['urls']): Placement => ({
  pki: ENVOY.pki,
  envoy: ENVOY.config,
  sockets: { service: socketOf, egress: egressOf, admin: (name) => `${ADMIN}/${name}.sock` },
  ports: {
    edge: PORTS.edge,
    edgeTls: PORTS.edgeTls,
    sidecar: Object.fromEntries(processes.map(({ name }) => [name, PORTS.sidecar])),
  },
  urls: origins,
  network: { host: sidecarOf, ports: PORTS },
});
