/** What a service's main.ts does instead of serving: `migrate`, `skipped`, `redrive`, `forget TOPIC/PARTITION/OFFSET`, `rebuild`. */
import { services, topics } from '#infra/map.ts';
import { ensureTopics, type Kafka } from './events/kafka.ts';
import { redrive } from './events/redrive.ts';
import type { Registry } from './events/registry.ts';
import type { Logger } from './log.ts';
import { rebuild } from './rebuild.ts';
import type { Furniture } from './room.ts';

type Parts = {
  readonly name: (typeof services)[number]['name'];
  readonly own: Furniture;
  readonly kafka: Kafka;
  readonly registry: Registry;
  readonly log: Logger;
};

export async function obey(verb: string, argument: string, parts: Parts): Promise<void> {
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
  const { tells, listens } = services.find((service) => service.name === name)!;
  const sessionTopic = tells.includes(topics.session as never) ? [] : [topics.session];
  await ensureTopics(kafka, [...tells, ...sessionTopic], listens, name);
  await Promise.all(tells.map((topic) => registry.schemaId(topic)));
  log.info('migrated');
}

async function showSkipped({ own }: Parts): Promise<void> {
  for (const { topic, partition, offset, cause } of (await own.positions?.skipped()) ?? [])
    console.log(`${topic}/${partition}/${offset} waits: ${cause}`);
}

async function driveAgain({ name, own: { subscriptions = [], positions }, kafka }: Parts): Promise<void> {
  if (!positions) return;
  for (const { skipped, refused } of await redrive({ kafka, process: name, subscriptions, positions })) {
    const { topic, partition, offset } = skipped;
    console.log(`${topic}/${partition}/${offset} ${refused === undefined ? 'has taken effect' : `waits: ${refused}`}`);
  }
}

async function forget({ own, log }: Parts, text: string): Promise<void> {
  const [, topic, partition, offset] = /^([\w.-]+)\/(\d+)\/(\d+)$/.exec(text) ?? [];
  if (!topic || !partition || !offset) throw new Error(`"${text}" is no TOPIC/PARTITION/OFFSET`);
  const place = { topic, partition: Number(partition), offset: BigInt(offset) };
  if (!(await own.positions?.forget(place))) throw new Error(`${text} is not set aside here`);
  log.warn({ place: text }, 'event given up');
  console.log(`${text} is given up`);
}

async function makeAgain({ name, own, kafka, log }: Parts): Promise<void> {
  const beside = await own.beside?.();
  if (!beside) throw new Error(`${name} keeps nothing that could be made again from its topics alone`);
  await rebuild({ kafka, process: name, beside, log });
  await beside.close();
  console.log('rebuilt from its topics');
}
