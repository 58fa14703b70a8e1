/** Where Envoy finds the processes on EC2 hosts: one process a host, others behind the internal load balancer. See ansible/README.md. */
import type { Placement } from '../../envoy/placement.ts';
import { awsTopology } from '../aws/topology.ts';
import { ADMIN, ENVOY, egressOf, PORTS, SOCKETS } from '../containers/paths.ts';
import { EDGE, processes } from '../topology.ts';

/** transactions runs on Fargate, see infra/aws. */
const TASKS: readonly string[] = ['transactions'];

/** Names of the groups of hosts. */
export const hostNames: readonly string[] = [...processes.map(({ name }) => name), EDGE].filter(
  (name) => !TASKS.includes(name),
);

/** What differs between environments and hosts is a variable of Ansible in the rendered files. */
export const variables = {
  address: '{{ envoy_address }}',
  ownAddress: '{{ envoy_own_address }}',
  domain: '{{ melo_mesh_domain }}',
  origin: '{{ melo_public_url }}',
  /** Slot of the running instance: a successor listens on another socket. */
  slot: '{{ service_slot }}',
} as const;

export const hosts: Placement = {
  pki: ENVOY.pki,
  envoy: ENVOY.config,
  sockets: {
    service: (name) => `${SOCKETS}/${name}-${variables.slot}.sock`,
    egress: egressOf,
    admin: (name) => `${ADMIN}/${name}.sock`,
  },
  ports: {
    edge: PORTS.edge,
    edgeTls: PORTS.edgeTls,
    sidecar: Object.fromEntries(Object.entries(awsTopology()).map(([name, { port }]) => [name, port])),
  },
  urls: { web: variables.origin, edgeTls: variables.origin },
  network: {
    host: (name) => `${name}.${variables.domain}`,
    ports: PORTS,
    bind: { others: variables.address, own: variables.ownAddress },
  },
};

/** CloudFront is the one proxy before the edge. */
export const SETTINGS = { isProduction: true, trustedHops: 1, callsPerAddress: 0 } as const;
