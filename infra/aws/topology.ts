/**
 * topology.json: what Terraform needs to know of processes. `npm run gen:infra` writes it from infra/topology.ts and the settings
 * that the kit requires, so that a process, a permitted call, a topic or a secret appears on AWS by itself.
 */

import { deadTopic } from '#kit/events/kafka.ts';
import { requirements } from '#kit/service/config-checks.ts';
import { WEB_HEADERS } from '../../envoy/config/web.ts';
import { EDGE, type Process, processes, services, topics } from '../topology.ts';

/** Ports of the internal load balancer: one listener per process, in the order of the topology. */
const FIRST_PORT = 9441;

/** Settings that hold a password or a key. Addresses of stores hold the password of the process's role. */
const SECRET = /_(KEY|PASSWORD)$|^MELO_(POSTGRES|MARIADB|MONGODB|REDIS|SMTP)_URL$/;

export type AwsProcess = {
  /** Its port on the internal load balancer, where its sidecar terminates mTLS. */
  readonly port: number;
  readonly stores: readonly string[];
  /** Processes that may open connections to it, the edge included. */
  readonly callers: readonly string[];
  readonly topics: { readonly write: readonly string[]; readonly read: readonly string[] };
  /** Environment variables that come from Secrets Manager. */
  readonly secrets: readonly string[];
};

export function awsTopology(): Record<string, AwsProcess> {
  return Object.fromEntries(processes.map((process, i) => [process.name, awsProcess(process, FIRST_PORT + i)]));
}

function awsProcess(process: Process, port: number): AwsProcess {
  const { name, stores, publishes, consumes } = process;
  const isService = services.some((service) => service.name === name);
  const read = isService ? [...new Set([...consumes, topics.session])].toSorted() : [];
  const dead = consumes.map((topic) => deadTopic(topic, name));
  return {
    port,
    stores,
    callers: [EDGE, ...processes.filter(({ calls }) => calls.includes(name)).map((caller) => caller.name)],
    topics: { write: [...publishes, ...dead].toSorted(), read: [...read, ...dead].toSorted() },
    // MSK authenticates by IAM, so Kafka needs no password.
    secrets: requirements(process, true, (key) => (key === 'MELO_KAFKA_SASL' ? 'aws-msk-iam' : undefined))
      .filter(({ key, needed }) => needed && SECRET.test(key))
      .map(({ key }) => key),
  };
}

/** Processes, and the headers of the web app's files, which CloudFront sets as the edge does elsewhere. */
export const topologyText = (): string =>
  `${JSON.stringify({ processes: awsTopology(), headers: WEB_HEADERS }, undefined, 2)}\n`;
