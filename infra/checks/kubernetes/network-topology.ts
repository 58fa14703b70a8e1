/** Whether the NetworkPolicies let through what the topology says, and nothing else. Written from the topology alone. */
import { EDGE, gateway, type Process, processes } from '../../topology.ts';
import { difference } from '../compose/topology.ts';
import type { Manifest } from './render.ts';

type Peer = {
  readonly podSelector?: { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly namespaceSelector?: { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly ipBlock?: { readonly cidr: string };
};
type Rule = {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { port: number }[];
};
type Policy = {
  readonly podSelector: { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly policyTypes: readonly string[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
};

const PROCESS = 'melo/process';
const STORE = 'melo/store';
/** Widest network that a store may be in. */
const MIN_PREFIX = 8;
const DNS = 53;

export function networkTopology(manifests: readonly Manifest[]): string[] {
  const policies = new Map(
    manifests
      .filter(({ kind }) => kind === 'NetworkPolicy')
      .map(({ metadata, spec }) => [metadata.name, spec as Policy]),
  );
  return [
    ...difference(
      'network policies:',
      [...policies.keys()],
      ['melo-deny-all', EDGE, ...processes.map(({ name }) => name)],
    ),
    ...denial(policies.get('melo-deny-all')),
    ...[...processes, edge].flatMap((process) => processProblems(process, policies.get(process.name))),
  ];
}

/** The edge as a process that calls all others. */
const edge = { name: EDGE, calls: processes.map(({ name }) => name), stores: [] } as const;

function denial(policy: Policy | undefined): string[] {
  const { podSelector: { matchLabels = {} } = {}, policyTypes = [], ingress, egress } = policy ?? {};
  const isWhole = matchLabels['app.kubernetes.io/part-of'] === 'melo' && policyTypes.length === 2;
  return isWhole && !ingress && !egress ? [] : ['melo-deny-all does not deny all'];
}

function processProblems(process: Pick<Process, 'name' | 'calls' | 'stores'>, policy: Policy | undefined): string[] {
  if (!policy) return [];
  const { name } = process;
  const { ingress = [], egress = [] } = policy;
  const peers = egress.flatMap(({ to = [] }) => to);
  return [
    ...difference(`${name}: its policy has the types`, policy.policyTypes, ['Ingress', 'Egress']),
    ...difference(`${name}: its policy is that of`, [policy.podSelector.matchLabels?.[PROCESS] ?? 'all'], [name]),
    ...difference(`${name} is called by`, ingress.flatMap(callersOf), callersIn(name)),
    ...difference(`${name} calls`, labelled(peers, PROCESS), process.calls),
    ...storeProblems(process, peers),
    ...[...ingress, ...egress]
      .flatMap((rule) => tooWide(rule, name === EDGE && ingress.includes(rule)))
      .map((problem) => `${name} ${problem}`),
  ];
}

const WORLD = 'the world';
const callersOf = ({ from }: Rule): string[] => (from ? labelled(from, PROCESS) : [WORLD]);

function callersIn(name: string): string[] {
  if (name === EDGE) return [WORLD];
  return [EDGE, ...processes.filter(({ calls }) => calls.includes(name)).map((caller) => caller.name)];
}

/** In this namespace stores have labels; elsewhere they are networks, of which only the number can be compared. */
function storeProblems({ name, stores }: Pick<Process, 'name' | 'stores'>, peers: readonly Peer[]): string[] {
  const expected =
    name === EDGE || name === gateway.name
      ? []
      : [...stores, 'kafka', 'registry', ...(name === 'notifications' ? ['mail'] : [])];
  const networks = peers.filter(({ ipBlock }) => ipBlock).length;
  if (networks === 0) return difference(`${name} reaches the stores`, labelled(peers, STORE), expected);
  const reached = networks + labelled(peers, STORE).length;
  return reached <= expected.length ? [] : [`${name} reaches ${reached} stores, but has ${expected.length}`];
}

function tooWide({ from, to, ports }: Rule, isEdge: boolean): string[] {
  const peers = from ?? to;
  if (!peers || peers.length === 0) return isEdge ? [] : ['has a rule for everyone'];
  return peers.flatMap(({ podSelector, namespaceSelector, ipBlock }) => {
    if (ipBlock) return Number(ipBlock.cidr.split('/')[1]) < MIN_PREFIX ? [`reaches ${ipBlock.cidr}`] : [];
    if (namespaceSelector)
      return ports?.every(({ port }) => port === DNS) && namespaceSelector.matchLabels
        ? []
        : ['reaches another namespace'];
    return Object.keys(podSelector?.matchLabels ?? {}).length === 0 ? ['has a rule for all pods'] : [];
  });
}

const labelled = (peers: readonly Peer[], label: string): string[] =>
  peers.flatMap(({ podSelector }) => podSelector?.matchLabels?.[label] ?? []);
