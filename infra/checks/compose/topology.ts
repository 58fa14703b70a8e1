/**
 * Whether the compose file agrees with the topology. Written from the topology alone, without what generates the file: networks
 * are what Melo's containers can reach, mounts are the identities that they have.
 */
import { EDGE, gateway, type Process, processes, services } from '../../topology.ts';
import type { Compose, Service } from './policy.ts';

type Mount = { readonly source?: string; readonly target?: string; readonly volume?: { readonly subpath?: string } };

/** What a process must reach: its stores, the broker with the registry, and the mail server where it sends mails. */
const reachOf = ({ name, stores }: Process): string[] =>
  name === gateway.name ? [] : [...stores, 'kafka', ...(name === 'notifications' ? ['mail'] : [])];

export function composeTopology(compose: Compose): string[] {
  return [
    ...processes.flatMap((process) => processProblems(compose, process)),
    ...networkProblems(compose),
    ...unknownServices(compose),
  ];
}

function processProblems({ services: all }: Compose, process: Process): string[] {
  const { name } = process;
  const expected: readonly (readonly [string, string[], string[]])[] = [
    [name, reachOf(process), [...(name === gateway.name ? [] : [`processes/${name}`]), `sockets-${name}`]],
    [`${name}-sidecar`, ['mesh'], [`envoys/${name}/envoy`, `envoys/${name}/pki`, `sockets-${name}`]],
    ...(name === gateway.name
      ? []
      : [[`${name}-migrate`, reachOf(process), [`processes/${name}`, `sockets-${name}`]] as const]),
  ].map(([service, networks, mounts]) => [service as string, networks as string[], mounts as string[]] as const);
  const problems = expected.flatMap(([service, networks, mounts]) => {
    const found = all[service];
    if (!found) return [`${service} is missing`];
    return [
      ...difference(`${service} has the networks`, networksOf(found), networks),
      ...difference(`${service} mounts`, mountsOf(found), mounts),
    ];
  });
  return [...problems, ...identityProblems(all, name)];
}

/** The process names itself, and its Envoy has its configuration. */
function identityProblems(all: Compose['services'], name: string): string[] {
  const main = all[name];
  const { MELO_PROCESS, MELO_SOCKET } = (main?.environment ?? {}) as Record<string, string>;
  const entry = name === gateway.name ? `${name}/main.ts` : `services/${name}/main.ts`;
  return [
    MELO_PROCESS === name ? '' : `${name} calls itself ${MELO_PROCESS}`,
    MELO_SOCKET?.endsWith(`/${name}.sock`) ? '' : `${name} listens on ${MELO_SOCKET}`,
    list(main?.['command']).includes(entry) ? '' : `${name} does not run ${entry}`,
    list(all[`${name}-sidecar`]?.['command']).join() === name ? '' : `${name}-sidecar is the Envoy of another process`,
  ].filter(Boolean);
}

/** The world reaches the edge and the catcher of mails, and nothing reaches the world. */
function networkProblems({ services: all, networks = {} }: Compose): string[] {
  const open = Object.entries(networks).flatMap(([name, network]) => (network?.internal ? [] : [name]));
  const published = Object.entries(all).flatMap(([name, { ports }]) => (ports ? [name] : []));
  const inWorld = Object.entries(all).flatMap(([name, service]) =>
    networksOf(service).some((network) => open.includes(network)) ? [name] : [],
  );
  return [
    ...difference('networks that are not internal:', open, ['world']),
    ...difference('containers with ports:', published, [EDGE, 'mail']),
    ...difference('containers in an open network:', inWorld, [EDGE, 'mail']),
  ];
}

function unknownServices({ services: all }: Compose): string[] {
  const stores = new Set(services.flatMap((service) => [...service.stores]));
  const around = [...stores, 'kafka', 'registry', 'mail', 'setup', EDGE, 'web'];
  const own = processes.flatMap(({ name }) => [name, `${name}-sidecar`]);
  const known = [...around, ...own, ...services.map(({ name }) => `${name}-migrate`)];
  return difference('services:', Object.keys(all), known);
}

const networksOf = (service: Service): string[] => list(service['networks']);

/** What is mounted of the volumes, but for folders in memory. */
const mountsOf = (service: Service): string[] =>
  ((service['volumes'] ?? []) as Mount[]).flatMap(({ source, volume }) => (source ? [volume?.subpath ?? source] : []));

export function difference(what: string, found: readonly string[], expected: readonly string[]): string[] {
  const surplus = found.filter((one) => !expected.includes(one));
  const missing = expected.filter((one) => !found.includes(one));
  return [
    ...(surplus.length > 0 ? [`${what} ${surplus.join(', ')} too much`] : []),
    ...(missing.length > 0 ? [`${what} not ${missing.join(', ')}`] : []),
  ];
}

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
