/** What the Helm charts know of the topology: data for their templates, and the configuration of every Envoy. */
import { argumentsOf, environmentOf, isGateway, secretsOf } from '../containers/environment.ts';
import { envoyFiles } from '../containers/envoy-files.ts';
import { envoyMemory, memoryOf, webMemory } from '../containers/memory.ts';
import { ADMIN, ENVOY, PORTS, SECRETS, SOCKETS, sidecarOf, socketOf, USER } from '../containers/paths.ts';
import { placement } from '../containers/placement.ts';
import { EDGE, gateway, type Process, processes, type Store, spiffe } from '../topology.ts';

/** Replaced by the chart's values when a ConfigMap is rendered. */
const ORIGIN = 'https://public-url.invalid';
/** A number that stands in no configuration by chance. */
export const TRUSTED_HOPS = 7;

/** Every store has an address of its own in the chart's values or in a secret, so none is given here. */
const NOWHERE = { publicUrl: '', kafka: {}, registry: '', smtp: undefined, stores: {} } as const;

const variableOf = (store: Store): string => `MELO_${store.toUpperCase()}_URL`;

/** Processes that call this one: the edge, and those whose calls name it. */
export const callersOf = ({ name }: Process): string[] => [
  EDGE,
  ...processes.filter(({ calls }) => calls.includes(name)).map((caller) => caller.name),
];

const processData = (process: Process) => {
  const { MELO_PROCESS, MELO_SOCKET, MELO_EGRESS, MELO_JWKS } = environmentOf(process, NOWHERE);
  const stores = process.stores.map((store) => ({ store, variable: variableOf(store) }));
  const apart = new Set([...stores.map(({ variable }) => variable), 'MELO_SMTP_URL']);
  return {
    name: process.name,
    isGateway: isGateway(process),
    identity: spiffe(process.name),
    sidecar: sidecarOf(process.name),
    args: argumentsOf(process),
    ...(!isGateway(process) && { migrate: argumentsOf(process, 'migrate') }),
    env: { MELO_PROCESS, MELO_SOCKET, ...(MELO_EGRESS && { MELO_EGRESS }), ...(MELO_JWKS && { MELO_JWKS }) },
    keys: secretsOf(process, NOWHERE).filter((secret) => !apart.has(secret)),
    stores,
    sendsMails: process.name === 'notifications',
    callers: callersOf(process),
    calls: process.calls,
    consumes: process.consumes,
    memoryMb: memoryOf(process),
  };
};

const chartData = () => ({
  user: USER,
  ports: PORTS,
  folders: { secrets: SECRETS, sockets: SOCKETS, admin: ADMIN, config: ENVOY.config, pki: ENVOY.pki },
  edge: { name: EDGE, identity: spiffe(EDGE), calls: processes.map(({ name }) => name), memoryMb: envoyMemory.edge },
  web: { socket: socketOf('web'), memoryMb: webMemory },
  sidecarMemoryMb: envoyMemory.sidecar,
  placeholders: { publicUrl: ORIGIN, trustedHops: `"xff_num_trusted_hops":${TRUSTED_HOPS}` },
  processes: [...processes.filter(({ name }) => name !== gateway.name), gateway].map(processData),
});

/** Files of the chart, by path. */
export async function chartFiles(): Promise<(readonly [file: string, content: string])[]> {
  const at = placement({ web: ORIGIN, edgeTls: ORIGIN });
  const settings = { isProduction: true, trustedHops: TRUSTED_HOPS, callsPerAddress: 0 };
  const envoys = await envoyFiles(at, { collector: undefined, settings });
  return [
    ['files/topology.json', `${JSON.stringify(chartData(), undefined, 2)}\n`],
    ...envoys.flatMap(({ name, files }) =>
      Object.entries(files).map(([file, content]) => [`files/envoy/${name}/${file}`, JSON.stringify(content)] as const),
    ),
  ];
}
