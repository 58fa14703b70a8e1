/** Tombstones and how long topics keep what, on the real PostgreSQL, broker and registry. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type HouseholdEvent, HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { addresses } from '#infra/local/addresses.ts';
import { until } from '#infra/local/demo/api-client.ts';
import { topics } from '#infra/topology.ts';
import { readRecords } from '#test/fixtures/records.ts';
import { systemWriteContext } from '../rpc/write-context.ts';
import { createLog } from '../telemetry/log.ts';
import { eventStoreFixtures } from '../testing/event-store-fixtures.ts';
import { systemClock } from '../values/dates.ts';
import { uuidv7 } from '../values/ids.ts';
import { startConsumer } from './consumer.ts';
import { newEvent } from './event.ts';
import { DEAD_LETTERS_KEPT_MS, deadTopic, ensureTopics, openKafka, TOPIC_RESOURCE } from './kafka.ts';
import { startRelay } from './relay.ts';
import { createSchemaRegistry } from './schema-registry.ts';
import { PoisonEventError, subscription } from './subscription.ts';
import { tombstone } from './tombstone.ts';

/** All that a household's events carry. */
const HANDLES = ['householdCreated', 'householdUpdated', 'householdDeleted'] as const;

const at = addresses();
const log = createLog('test', 'silent');
const kafka = openKafka({ brokers: [at.urls.kafka] }, 'test', log);
const admin = kafka.admin();
const schemas = createSchemaRegistry({ url: at.urls.registry });
const made: string[] = [];
const groups: string[] = [];

before(() => admin.connect());
after(async () => {
  await admin.deleteTopics({ topics: made });
  await admin.deleteGroups(groups).catch(() => {});
  await admin.disconnect();
});

async function place() {
  const own = { topic: `test.${randomUUID()}`, process: `test-${randomUUID()}` };
  made.push(own.topic, deadTopic(own.topic, own.process));
  groups.push(`melo.${own.process}`);
  await ensureTopics(kafka, [own.topic], [own.topic], own.process);
  return own;
}

const created = (topic: string, id: string) =>
  newEvent(systemWriteContext(systemClock), HouseholdEventSchema, {
    topic,
    householdId: id,
    version: 1n,
    change: { case: 'householdCreated', value: { after: { id } } },
  });

async function configOf(name: string): Promise<ReadonlyMap<string, string>> {
  const named = { includeSynonyms: false, resources: [{ type: TOPIC_RESOURCE, name }] };
  const { resources } = await admin.describeConfigs(named);
  return new Map(resources[0]!.configEntries.map(({ configName, configValue }) => [configName, configValue]));
}

test('a tombstone is published without a value, in its place, and consumers pass it by', async () => {
  const { topic, process } = await place();
  const fixture = await eventStoreFixtures.PostgreSQL();
  const id = uuidv7();
  const events = [
    created(topic, id),
    { ...tombstone(systemWriteContext(systemClock), HouseholdEventSchema, id), topic },
    created(topic, id),
  ];
  await fixture.commit(events);
  const registry = { schemaId: () => schemas.schemaId(topics.household) };
  const relay = startRelay({ outbox: fixture.outbox, kafka, registry, topics: [], holder: 'relay', log });
  const subscriptions = [subscription({ topic, schema: HouseholdEventSchema, handles: HANDLES, apply: fixture.apply })];
  const consumer = await startConsumer({ kafka, process, subscriptions, checkpoints: fixture.checkpoints, log });
  try {
    const seen = async () => (await fixture.effects()).get(id) ?? [];
    await until('both events', async () => (await seen()).length === 2);
    assert.deepEqual(await seen(), [events[0]!.eventId, events[2]!.eventId]);
    const records = await readRecords(at.urls.kafka, topic);
    assert.deepEqual(
      records.map(({ key, value }) => [key?.toString(), value === null]),
      [
        [id, false],
        [id, true],
        [id, false],
      ],
    );
    assert.deepEqual(await fixture.checkpoints.deadLetters(), []);
  } finally {
    await consumer.stop();
    await relay.stop();
    await fixture.drop();
  }
});

test('dead letters have the key of what they were, and are kept for 30 days, also in topics made before', async () => {
  const { topic, process } = await place();
  const dead = deadTopic(topic, process);
  const older = [{ name: 'retention.ms', value: '-1' }];
  const resources = [{ type: TOPIC_RESOURCE, name: dead, configEntries: older }];
  await admin.alterConfigs({ validateOnly: false, resources });
  // The broker describes a change a moment after the controller has accepted it.
  await until('the older configuration', async () => (await configOf(dead)).get('retention.ms') === '-1');
  await ensureTopics(kafka, [topic], [topic], process);
  const kept = String(DEAD_LETTERS_KEPT_MS);
  await until('the configuration', async () => (await configOf(dead)).get('retention.ms') === kept);
  assert.equal((await configOf(topic)).get('retention.ms'), '-1');

  const fixture = await eventStoreFixtures.PostgreSQL();
  const apply = async ({ events }: { events: readonly { event: HouseholdEvent }[] }) => {
    if (events.length > 0) throw new PoisonEventError('cannot be applied');
  };
  const id = uuidv7();
  await fixture.commit([created(topic, id)]);
  const registry = { schemaId: () => schemas.schemaId(topics.household) };
  const relay = startRelay({ outbox: fixture.outbox, kafka, registry, topics: [], holder: 'relay', log });
  const subscriptions = [subscription({ topic, schema: HouseholdEventSchema, handles: HANDLES, apply })];
  const consumer = await startConsumer({ kafka, process, subscriptions, checkpoints: fixture.checkpoints, log });
  try {
    const letter = await until('the dead letter', async () => (await readRecords(at.urls.kafka, dead))[0]);
    assert.equal(letter.key?.toString(), id);
  } finally {
    await consumer.stop();
    await relay.stop();
    await fixture.drop();
  }
});

test('the user topic is compacted within days, and keeps a tombstone long enough for every consumer', async () => {
  const config = await configOf(topics.user);
  assert.equal(config.get('cleanup.policy'), 'compact');
  assert.equal(Number(config.get('max.compaction.lag.ms')), 7 * 24 * 3600_000);
  assert.ok(Number(config.get('delete.retention.ms')) >= 30 * 24 * 3600_000);
});
