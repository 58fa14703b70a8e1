/** Topics, publishers and consumers of tests, on the real broker and schema registry. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { pino } from 'pino';
import { type HouseholdEvent, HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { addresses } from '#infra/local/addresses.ts';
import { topics } from '#infra/topology.ts';
import { type RunningConsumer, startConsumer } from '../events/consumer.ts';
import { newEvent } from '../events/event.ts';
import { deadTopic, type Kafka, openKafka } from '../events/kafka.ts';
import { type Relay, startRelay } from '../events/relay.ts';
import { createSchemaRegistry, type SchemaRegistry } from '../events/schema-registry.ts';
import { subscription } from '../events/subscription.ts';
import { systemWriteContext } from '../rpc/write-context.ts';
import type { CheckpointStore, EventBatch } from '../store/checkpoints.ts';
import type { Outbox, OutboxEvent } from '../store/outbox.ts';
import { systemClock } from '../values/dates.ts';
import type { EventStoreFixture } from './event-store-fixture.ts';

export const PARTITIONS = 3;
const DEADLINE_MS = 25_000;

/** All changes of a household's events. */
export const HANDLES = ['householdCreated', 'householdUpdated', 'householdDeleted'] as const;

export const at = addresses();
export const log = pino({ level: process.env['MELO_LOG'] ?? 'silent' });
export const kafka = openKafka({ brokers: [at.urls.kafka] }, 'test', log);
export const schemas = createSchemaRegistry({ url: at.urls.registry });
/** Topics of tests have the schema of the household topic. */
export const registry: SchemaRegistry = { schemaId: () => schemas.schemaId(topics.household) };

/** A topic and the process that consumes it, both of one test only. */
export type TestTopic = { readonly topic: string; readonly process: string };

/** Waits until `condition` holds. */
export async function until(what: string, condition: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, `did not happen in time: ${what}`);
    await delay(50);
  }
}

/** Creates topics for the tests of the calling file, and deletes them with their consumer groups after its last test. */
export function createTopicFixture() {
  const created: string[] = [];
  const groups: string[] = [];
  let admin: Admin;
  before(async () => {
    admin = kafka.admin();
    await admin.connect();
  });
  after(async () => {
    await admin.deleteTopics({ topics: created });
    await admin.deleteGroups(groups).catch(() => {});
    await admin.disconnect();
  });
  return {
    admin: (): Admin => admin,
    /** The topic is deleted after the last test. */
    register: (...names: string[]): void => void created.push(...names),
    async createTopic(): Promise<TestTopic> {
      const topic = `test.${randomUUID()}`;
      const process = `test-${randomUUID()}`;
      const dead = deadTopic(topic, process);
      created.push(topic, dead);
      groups.push(`melo.${process}`);
      const configEntries = [{ name: 'max.message.bytes', value: String(257 * 1024) }];
      await admin.createTopics({
        topics: [
          { topic, numPartitions: PARTITIONS, configEntries },
          { topic: dead, numPartitions: 1 },
        ],
        waitForLeaders: true,
      });
      return { topic, process };
    },
    /** Number of dead letters. */
    deadLetterCount: ({ topic, process }: TestTopic): Promise<number> =>
      admin.fetchTopicOffsets(deadTopic(topic, process)).then(([only]) => Number(only!.high)),
  };
}

export const eventOn = (topic: string, household: string, name = ''): OutboxEvent =>
  newEvent(systemWriteContext(systemClock), HouseholdEventSchema, {
    topic,
    householdId: household,
    version: 1n,
    change: { case: 'householdCreated', value: { after: { id: household, name } } },
  });

export const startTestRelay = (outbox: Outbox, holder = 'relay'): Relay =>
  startRelay({ outbox, kafka, registry, topics: [], holder, log });

export const startTestConsumer = (
  { topic, process }: TestTopic,
  checkpoints: CheckpointStore,
  apply: (batch: EventBatch<HouseholdEvent>) => Promise<void>,
  client: Kafka = kafka,
): Promise<RunningConsumer> =>
  startConsumer({
    kafka: client,
    process,
    subscriptions: [subscription({ topic, schema: HouseholdEventSchema, handles: HANDLES, apply })],
    checkpoints,
    log,
  });

/** Whether each household has at least the expected number of effects. */
export const hasEffects = (actual: Map<string, string[]>, expected: Map<string, string[]>): boolean =>
  [...expected].every(([household, ids]) => (actual.get(household)?.length ?? 0) >= ids.length);

/** Waits for the expected effects and asserts that there are no others. */
export async function effectsBecome(fixture: EventStoreFixture, expected: Map<string, string[]>): Promise<void> {
  await until('all effects', async () => hasEffects(await fixture.effects(), expected));
  assert.deepEqual(new Map([...(await fixture.effects())].sort()), new Map([...expected].sort()));
}
