/** Whether what Envoy is told in a rendering agrees with the topology: ports, names of others, and who may call (RBAC). */
import { contracts, isUserMethod, type Method } from '../../contracts.ts';
import { EDGE, gateway, ownerOf, processes, spiffe } from '../../topology.ts';
import { difference } from '../compose/topology.ts';
import type { Manifest } from './render.ts';

type Address = { readonly socket_address?: { readonly address: string; readonly port_value: number } };
type Config = {
  readonly static_resources: {
    readonly listeners: readonly { readonly name: string; readonly address: Address }[];
    readonly clusters: readonly {
      readonly name: string;
      readonly load_assignment?: {
        readonly endpoints: readonly {
          readonly lb_endpoints: readonly { readonly endpoint: { readonly address: Address } }[];
        }[];
      };
    }[];
  };
};

export async function envoyTopology(manifests: readonly Manifest[]): Promise<string[]> {
  const methods = await contracts();
  return [EDGE, ...processes.map(({ name }) => name)].flatMap((name) => {
    const text = configOf(manifests, name);
    if (!text) return [`${name} has no configuration of Envoy`];
    return [...addressProblems(manifests, name, JSON.parse(text)), ...callerProblems(methods, name, text)];
  });
}

const configOf = (manifests: readonly Manifest[], name: string): string | undefined =>
  (find(manifests, 'ConfigMap', `${name}-envoy`)?.['data'] as Record<string, string> | undefined)?.[`${name}.json`];

const find = (manifests: readonly Manifest[], kind: string, name: string): Manifest | undefined =>
  manifests.find((one) => one.kind === kind && one.metadata.name === name);

/** The Envoy listens where its Service and its policy say, and calls others where theirs do. */
function addressProblems(manifests: readonly Manifest[], name: string, { static_resources }: Config): string[] {
  const calls = name === EDGE ? processes.map((one) => one.name) : processes.find((one) => one.name === name)!.calls;
  const remote = static_resources.clusters.flatMap(({ name: cluster, load_assignment }) =>
    (load_assignment?.endpoints ?? [])
      .flatMap(({ lb_endpoints }) => lb_endpoints)
      .flatMap(({ endpoint: { address } }) => (address.socket_address ? [{ cluster, ...address.socket_address }] : [])),
  );
  const problems = remote.flatMap(({ cluster, address, port_value }) =>
    servicePort(manifests, address) === port_value && selected(manifests, address) === cluster
      ? []
      : [`${name} calls ${cluster} at ${address}:${port_value}, where it is not`],
  );
  return [
    ...difference(
      `${name}: its Envoy calls`,
      remote.map(({ cluster }) => cluster),
      calls,
    ),
    ...problems,
    ...(name === EDGE ? [] : listenerProblems(manifests, name, static_resources.listeners)),
  ];
}

function listenerProblems(
  manifests: readonly Manifest[],
  name: string,
  listeners: Config['static_resources']['listeners'],
): string[] {
  const port = listeners.find((listener) => listener.name === 'ingress')?.address.socket_address?.port_value;
  const { ingress = [] } = (find(manifests, 'NetworkPolicy', name)?.spec ?? {}) as {
    ingress?: { ports: { port: number }[] }[];
  };
  return [
    servicePort(manifests, `${name}-sidecar`) === port ? '' : `${name}: its Service has another port than its Envoy`,
    ingress.every(({ ports }) => ports?.every((one) => one.port === port))
      ? ''
      : `${name}: its policy has another port than its Envoy`,
  ].filter(Boolean);
}

type ServiceSpec = {
  readonly ports: readonly { readonly port: number }[];
  readonly selector: Readonly<Record<string, string>>;
};
const serviceOf = (manifests: readonly Manifest[], name: string) =>
  find(manifests, 'Service', name)?.spec as ServiceSpec | undefined;
const servicePort = (manifests: readonly Manifest[], name: string) => serviceOf(manifests, name)?.ports[0]?.port;
const selected = (manifests: readonly Manifest[], name: string) => serviceOf(manifests, name)?.selector['melo/process'];

/** The identities that an Envoy admits are those that the contracts admit. */
function callerProblems(methods: readonly Method[], name: string, text: string): string[] {
  if (name === EDGE) return [];
  const own = methods.filter(({ service }) => ownerOf(service) === name);
  const internal = own.flatMap(({ rule }) => rule.processes);
  const users = name === gateway.name ? [EDGE] : own.some(isUserMethod) ? [EDGE, gateway.name] : [];
  const admitted = [...text.matchAll(/"principal_name":\{"exact":"([^"]+)"/g)].map(([, identity]) => identity!);
  return difference(`${name} admits`, [...new Set(admitted)], [...new Set([...users, ...internal])].map(spiffe));
}
