/** What a service's main.ts does instead of serving: `migrate`, `skipped`, `redrive`, `forget TOPIC/PARTITION/OFFSET`, `rebuild`. */
import { services, topics } from '#infra/topology.ts';
import { redriveDeadLetters } from '../events/dead-letters.ts';
import { ensureTopics, type Kafka } from '../events/kafka.ts';
import { rebuild } from '../events/rebuild.ts';
import type { SchemaRegistry } from '../events/schema-registry.ts';
import type { Logger } from '../telemetry/log.ts';
import type { ServiceDefinition } from './run-service.ts';

type Parts = {
  readonly name: (typeof services)[number]['name'];
  readonly own: ServiceDefinition;
  readonly kafka: Kafka;
  readonly registry: SchemaRegistry;
  readonly log: Logger;
};

export async function runCommand(verb: string, argument: string, parts: Parts): Promise<void> {
  if (verb === 'migrate') return migrate(parts);
  await parts.own.assertCurrent();
  switch (verb) {
    case 'skipped':
      return showSkipped(parts);
    case 'redrive':
      return driveAgain(parts);
    case 'forget':
      return forget(parts, argument);
    case 'rebuild':
      return makeAgain(parts);
    default:
      throw new Error(`there is no ${verb}`);
  }
}

/** Schema, topics and subjects. */
async function migrate({ name, own, kafka, registry, log }: Parts): Promise<void> {
  await own.migrate();
  const { publishes, consumes } = services.find((service) => service.name === name)!;
  const sessionTopic = publishes.includes(topics.session as never) ? [] : [topics.session];
  await ensureTopics(kafka, [...publishes, ...sessionTopic], consumes, name);
  await Promise.all(publishes.map((topic) => registry.schemaId(topic)));
  log.info('migrated');
}

async function showSkipped({ own }: Parts): Promise<void> {
  for (const { topic, partition, offset, cause } of (await own.checkpoints?.deadLetters()) ?? [])
    console.log(`${topic}/${partition}/${offset} waits: ${cause}`);
}

async function driveAgain({ name, own: { subscriptions = [], checkpoints }, kafka }: Parts): Promise<void> {
  if (!checkpoints) return;
  for (const { skipped, refused } of await redriveDeadLetters({ kafka, process: name, subscriptions, checkpoints })) {
    const { topic, partition, offset } = skipped;
    console.log(`${topic}/${partition}/${offset} ${refused === undefined ? 'has taken effect' : `waits: ${refused}`}`);
  }
}

async function forget({ own, log }: Parts, text: string): Promise<void> {
  const [, topic, partition, offset] = /^([\w.-]+)\/(\d+)\/(\d+)$/.exec(text) ?? [];
  if (!topic || !partition || !offset) throw new Error(`"${text}" is no TOPIC/PARTITION/OFFSET`);
  const place = { topic, partition: Number(partition), offset: BigInt(offset) };
  if (!(await own.checkpoints?.discardDeadLetter(place))) throw new Error(`${text} is not set aside here`);
  log.warn({ place: text }, 'event given up');
  console.log(`${text} is given up`);
}

async function makeAgain({ name, own, kafka, log }: Parts): Promise<void> {
  const beside = await own.shadow?.();
  if (!beside) throw new Error(`${name} keeps nothing that could be made again from its topics alone`);
  await rebuild({ kafka, process: name, beside, log });
  await beside.close();
  console.log('rebuilt from its topics');
}
