/** The whole local stack on one screen: what is fetched, what is started, and what needs what. */
import { EDGE, gateway, type Process, services } from '../topology.ts';
import type { Addresses } from './addresses.ts';
import { dynamodb, dynamodbPart } from './dependencies/dynamodb.ts';
import { envoyFiles, envoyPart, envoyTask, forgetPointers } from './dependencies/envoy.ts';
import { javaPart } from './dependencies/java-runtime.ts';
import { kafka, kafkaPart } from './dependencies/kafka.ts';
import { mail } from './dependencies/mail.ts';
import { mariadb, mariadbPart } from './dependencies/mariadb.ts';
import { mongodb, mongodbPart } from './dependencies/mongodb.ts';
import { databases, postgres } from './dependencies/postgres.ts';
import type { Part } from './dependencies/provision.ts';
import { redis, redisPart } from './dependencies/redis.ts';
import { registry, registryPart } from './dependencies/schema-registry.ts';
import { migration } from './migration.ts';
import { isObserved } from './observe/observed.ts';
import { observeParts, observeTasks } from './observe/tasks.ts';
import { exists, mesh, service } from './processes.ts';
import type { Step } from './supervisor/supervise.ts';
import type { Report } from './supervisor/supervised.ts';
import { web } from './web.ts';

/** Everything, everything with sources watched, or only what services need around them. */
export type Mode = 'start' | 'dev' | 'stores';

/** Largest downloads first: they are fetched a few at a time. */
const always: readonly Part[] = [
  registryPart,
  envoyPart,
  javaPart,
  dynamodbPart,
  kafkaPart,
  mariadbPart,
  mongodbPart,
  redisPart,
];

export const dependencies = (): readonly Part[] => (isObserved() ? [...always, ...observeParts] : always);

/** Stores, broker, registry and mail catcher. */
const stores: readonly Step[] = [postgres, kafka, mariadb, redis, dynamodb, mongodb, mail, databases, registry];

/** The steps of a mode, each after those it needs. */
export async function stepsOf(at: Addresses, mode: Mode, report: Report): Promise<readonly Step[]> {
  if (mode === 'stores') return stores;
  const isDev = mode === 'dev';
  const present: readonly Process[] = services.filter(({ name }) => isWritten(name, report));
  const gateways = isWritten(gateway.name, report) ? [mesh(present)] : [];
  const envoys = [EDGE, ...present.map(({ name }) => name), ...gateways.map(({ name }) => name)];
  await forgetPointers(at);
  return [
    ...stores,
    ...(isObserved() ? observeTasks : []),
    envoyFiles,
    ...envoys.map(envoyTask),
    ...present.map(migration),
    ...present.map((process) => service(process, isDev)),
    ...gateways,
    ...web(isDev),
  ];
}

function isWritten(name: string, report: Report): boolean {
  if (!exists(name)) report(`missing  ${name}: it is not written yet`);
  return exists(name);
}

/** The ports that a mode opens. */
export function portsOf(at: Addresses, mode: Mode): { name: string; port: number }[] {
  const { edge, edgeTls, vite, sidecar, observe, ...around } = at.ports;
  const observers = isObserved() ? observe : {};
  const own = mode === 'stores' ? {} : { edge, edgeTls, ...sidecar, ...observers, ...(mode === 'dev' && { vite }) };
  return Object.entries({ ...own, ...around }).map(([name, port]) => ({ name, port }));
}
