/** Melo's own containers: per process the migration, the process and its Envoy; the edge with the web; what prepares them all. */
import { argumentsOf, environmentOf, isGateway } from '../containers/environment.ts';
import { envoyMemory, memoryOf, webMemory } from '../containers/memory.ts';
import { ADMIN, ENVOY, PORTS, SECRETS, SOCKETS, sidecarOf, socketOf } from '../containers/paths.ts';
import { EDGE, type Process, processes, services } from '../topology.ts';
import { after, built, type Container, check, prepared, restricted, scratch, VOLUME } from './container.ts';
import { AWS, around, DATA, envoyFolder, PUBLISHED, secretsFolder } from './places.ts';

export const WEB = 'web';
export const MESH_NETWORK = 'mesh';
/** Reaches beyond Docker, so that its ports can be published. */
export const WORLD = 'world';
/** Longer than what each gives calls in progress. */
const STOP_SECONDS = 20;
const NODE = '/usr/local/bin/node';

export const setup: Container = {
  ...built('setup'),
  ...restricted({ memoryMb: 512, stopSeconds: 5 }),
  restart: 'unless-stopped',
  network_mode: 'none',
  healthcheck: check([NODE, 'infra/compose/setup-done.ts']),
  volumes: [{ type: 'volume', source: VOLUME, target: DATA }],
};

export const socketsVolume = (name: string): string => `sockets-${name}`;
const sockets = (name: string) => ({ type: 'volume', source: socketsVolume(name), target: SOCKETS });

/** Networks of the stores, the broker and the mail catcher that a process uses. The gateway talks to its Envoy only. */
const networksOf = (process: Process): string[] =>
  isGateway(process) ? [] : [...process.stores, 'kafka', ...(process.name === 'notifications' ? ['mail'] : [])];

const environment = (process: Process) => ({
  ...environmentOf(process, around),
  ...(process.stores.includes('dynamodb') && AWS),
});

const node = (process: Process): Container => ({
  ...built('service'),
  ...restricted({ memoryMb: memoryOf(process), stopSeconds: STOP_SECONDS }),
  ...(networksOf(process).length > 0 ? { networks: networksOf(process) } : { network_mode: 'none' }),
  environment: environment(process),
});

export const migrationOf = ({ name }: Process): string => `${name}-migrate`;

const migration = (process: Process): Container => ({
  ...node(process),
  command: argumentsOf(process, 'migrate'),
  depends_on: after('service_healthy', 'setup', 'registry', 'kafka', ...process.stores),
  volumes: [prepared(secretsFolder(process.name), SECRETS), sockets(process.name), scratch('/tmp')],
  healthcheck: { disable: true },
});

const main = (process: Process): Container => ({
  ...node(process),
  restart: 'unless-stopped',
  command: argumentsOf(process),
  healthcheck: check([NODE, 'infra/images/health.ts'], 120),
  depends_on: {
    ...after('service_healthy', sidecarOf(process.name)),
    ...(isGateway(process)
      ? after('service_healthy', ...services.map(({ name }) => name))
      : after('service_completed_successfully', migrationOf(process))),
  },
  volumes: [
    ...(isGateway(process) ? [] : [prepared(secretsFolder(process.name), SECRETS)]),
    sockets(process.name),
    scratch('/tmp'),
  ],
});

const envoy = (name: string, drainSeconds: number): Container => ({
  ...built('edge'),
  ...restricted({
    memoryMb: name === EDGE ? envoyMemory.edge : envoyMemory.sidecar,
    stopSeconds: drainSeconds + STOP_SECONDS,
  }),
  restart: 'unless-stopped',
  command: [name],
  healthcheck: check(['/usr/local/bin/envoy-ready.sh']),
  environment: {
    MELO_DRAIN_SECONDS: String(drainSeconds),
    MELO_PROBE_PORT: String(PORTS.probes),
    MELO_DRAIN_PORT: String(PORTS.drain),
  },
  depends_on: after('service_healthy', 'setup'),
  volumes: [
    prepared(`${envoyFolder(name)}/envoy`, ENVOY.config),
    prepared(`${envoyFolder(name)}/pki`, ENVOY.pki),
    sockets(name),
    scratch(ADMIN),
  ],
});

const edge: Container = {
  ...envoy(EDGE, 10),
  networks: [MESH_NETWORK, WORLD],
  ports: [`127.0.0.1:${PUBLISHED.edge}:${PORTS.edge}`, `127.0.0.1:${PUBLISHED.edgeTls}:${PORTS.edgeTls}`],
};

/** Behind the edge, on a socket that the two share. */
const web: Container = {
  ...built('web'),
  ...restricted({ memoryMb: webMemory, stopSeconds: STOP_SECONDS }),
  restart: 'unless-stopped',
  network_mode: 'none',
  environment: { MELO_SOCKET: socketOf(WEB) },
  healthcheck: check([NODE, 'infra/images/health.ts']),
  depends_on: after('service_healthy', EDGE),
  volumes: [sockets(EDGE), scratch('/tmp')],
};

export const own: Readonly<Record<string, Container>> = {
  setup,
  ...Object.fromEntries(services.map((service) => [migrationOf(service), migration(service)])),
  ...Object.fromEntries(processes.map((process) => [process.name, main(process)])),
  ...Object.fromEntries(
    processes.map(({ name }) => [sidecarOf(name), { ...envoy(name, 2), networks: [MESH_NETWORK] }]),
  ),
  [EDGE]: edge,
  [WEB]: web,
};
