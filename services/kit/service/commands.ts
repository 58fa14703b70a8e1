/** Commands of a service's main.ts: `migrate`, `dead-letters`, `redrive`, `discard TOPIC/PARTITION/OFFSET`, `rebuild`. */
import { services, topics } from '#infra/topology.ts';
import { redriveDeadLetters } from '../events/dead-letters.ts';
import { ensureTopics, type Kafka } from '../events/kafka.ts';
import { rebuild } from '../events/rebuild.ts';
import type { SchemaRegistry } from '../events/schema-registry.ts';
import type { Logger } from '../telemetry/log.ts';
import type { ServiceDefinition } from './definition.ts';

type Parts = {
  readonly name: (typeof services)[number]['name'];
  readonly definition: ServiceDefinition;
  readonly kafka: Kafka;
  readonly registry: SchemaRegistry;
  readonly log: Logger;
};

const commands: Readonly<Record<string, (parts: Parts, argument: string) => Promise<void>>> = {
  'dead-letters': listDeadLetters,
  redrive,
  discard,
  rebuild: rebuildReadModel,
};

/** Throws when there is no such command, or when it cannot be executed. */
export async function runCommand(verb: string, argument: string, parts: Parts): Promise<void> {
  if (verb === 'migrate') return migrate(parts);
  const command = Object.hasOwn(commands, verb) ? commands[verb] : undefined;
  if (!command) throw new Error(`There is no command ${verb}. Commands: migrate, ${Object.keys(commands).join(', ')}.`);
  await parts.definition.assertCurrent();
  await command(parts, argument);
}

/** Creates or changes schema, topics and subjects of the schema registry. */
async function migrate({ name, definition, kafka, registry, log }: Parts): Promise<void> {
  await definition.migrate();
  const { publishes, consumes } = services.find((service) => service.name === name)!;
  const sessionTopic = publishes.includes(topics.session as never) ? [] : [topics.session];
  await ensureTopics(kafka, [...publishes, ...sessionTopic], consumes, name);
  await Promise.all(publishes.map((topic) => registry.schemaId(topic)));
  log.info({ event: 'migrated' }, 'Schema, topics and subjects are current.');
}

async function listDeadLetters({ definition }: Parts): Promise<void> {
  for (const { topic, partition, offset, cause } of (await definition.checkpoints?.deadLetters()) ?? [])
    console.log(`${topic}/${partition}/${offset} is not applied: ${cause}`);
}

async function redrive({ name, definition, kafka }: Parts): Promise<void> {
  const { subscriptions = [], checkpoints } = definition;
  if (!checkpoints) return;
  for (const { deadLetter, cause } of await redriveDeadLetters({ kafka, process: name, subscriptions, checkpoints })) {
    const { topic, partition, offset } = deadLetter;
    console.log(`${topic}/${partition}/${offset} ${cause === undefined ? 'is applied' : `is not applied: ${cause}`}`);
  }
}

async function discard({ definition, log }: Parts, place: string): Promise<void> {
  const [, topic, partition, offset] = /^([\w.-]+)\/(\d+)\/(\d+)$/.exec(place) ?? [];
  if (!topic || !partition || !offset) throw new Error(`"${place}" is not TOPIC/PARTITION/OFFSET.`);
  const deadLetter = { topic, partition: Number(partition), offset: BigInt(offset) };
  if (!(await definition.checkpoints?.discardDeadLetter(deadLetter)))
    throw new Error(`${place} is not a dead letter here.`);
  log.warn({ event: 'dead_letter_discarded', place }, 'The dead letter is discarded.');
  console.log(`${place} is discarded`);
}

async function rebuildReadModel({ name, definition, kafka, log }: Parts): Promise<void> {
  const shadow = await definition.shadow?.();
  if (!shadow) throw new Error(`${name} stores nothing that can be rebuilt from its topics alone.`);
  await rebuild({ kafka, process: name, shadow, log });
  await shadow.close();
  console.log('The read model is rebuilt from its topics.');
}
