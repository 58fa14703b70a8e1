/** The stores of a development cluster: those of the compose file, as data for the chart `stores`. */
import type { Container } from '../compose/container.ts';
import { stores } from '../compose/stores.ts';
import { SECRETS } from '../containers/paths.ts';
import { type Process, services } from '../topology.ts';

type Place = { readonly port: number; readonly user: number; readonly data?: string; readonly readers?: string[] };

const usersOf = (store: string): string[] =>
  services.filter((service: Process) => (service.stores as readonly string[]).includes(store)).map(({ name }) => name);
const everyService = services.map(({ name }) => name);

/** Ports, the users of the images, and where each keeps its data. */
const places: Readonly<Record<string, Place>> = {
  postgres: { port: 5432, user: 999, data: '/var/lib/postgresql', readers: [...usersOf('postgres'), 'registry'] },
  mariadb: { port: 3306, user: 999, data: '/var/lib/mysql' },
  mongodb: { port: 27017, user: 999, data: '/data/db' },
  redis: { port: 6379, user: 999, data: '/data' },
  dynamodb: { port: 8000, user: 1000, data: '/data' },
  kafka: { port: 9092, user: 1000, data: '/var/lib/kafka/data', readers: everyService },
  registry: { port: 8080, user: 1000, readers: everyService },
  mail: { port: 1025, user: 65532, readers: ['notifications'] },
};

export const storesData = () =>
  Object.entries(stores).map(([name, container]) => ({
    name,
    ...places[name]!,
    readers: places[name]!.readers ?? usersOf(name),
    image: container.image,
    args: container['command'] ?? [],
    env: (container['environment'] ?? {}) as Readonly<Record<string, string>>,
    check: checkOf(container),
    memoryMb: Number.parseInt(String(container['mem_limit']), 10),
    hasSecrets: hasMount(container, SECRETS),
    hasScripts: hasMount(container, '/docker-entrypoint-initdb.d/databases.sh'),
  }));

/** The health check of Compose as Kubernetes runs it; Compose doubles a dollar. */
function checkOf(container: Container): string[] {
  const { test } = container['healthcheck'] as { test: string[] };
  const [kind, ...command] = test;
  return kind === 'CMD-SHELL' ? ['sh', '-c', command.join(' ').replaceAll('$$', '$')] : command;
}

const hasMount = (container: Container, target: string): boolean =>
  ((container['volumes'] ?? []) as { target: string }[]).some((volume) => volume.target === target);
