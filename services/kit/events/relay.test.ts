/** The relay on the real broker and schema registry. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { topics } from '#infra/topology.ts';
import { readTopicAsForeignConsumer } from '#test/fixtures/registry-consumer.ts';
import type { EventStoreFixture } from '../testing/event-store-fixture.ts';
import { eventStoreFixtures } from '../testing/event-store-fixtures.ts';
import { at, createTopicFixture, eventOn, registry, schemas, startTestRelay, until } from '../testing/kafka-fixture.ts';
import { uuidv7 } from '../values/ids.ts';
import { createSchemaRegistry } from './schema-registry.ts';

const { createTopic } = createTopicFixture();

describe('a relay', { concurrency: false }, () => {
  let fixture: EventStoreFixture;
  before(async () => {
    fixture = await eventStoreFixtures.MariaDB();
  });
  after(() => fixture.drop());

  test('publishes a household’s import in order, whatever its size', async () => {
    const { topic } = await createTopic();
    const household = uuidv7();
    const events = Array.from({ length: 700 }, (_, i) => eventOn(topic, household, `${i} `.padEnd(1_000, 'x')));
    events.push(eventOn(topic, household, 'x'.repeat(250 * 1024)));
    await fixture.commit(events);
    const relay = startTestRelay(fixture.outbox);
    try {
      await until('an empty outbox', async () => (await fixture.outbox.take(1)).length === 0);
    } finally {
      await relay.stop();
    }
    const published = await readTopicAsForeignConsumer(at.urls.registry, at.urls.kafka, topic);
    assert.deepEqual(
      published.map(({ event }) => event['event_id']),
      events.map(({ eventId }) => eventId),
    );
  });

  test('a consumer that knows only the registry and the topic can decode its events', async () => {
    const { topic } = await createTopic();
    const household = uuidv7();
    const event = eventOn(topic, household, 'Zażółć 家計');
    await fixture.commit([{ ...event, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }]);
    const relay = startTestRelay(fixture.outbox, 'another');
    try {
      await until('the lease', () => fixture.outbox.lease('another', Date.now(), 6_000));
      relay.wake();
      await until('an empty outbox', async () => (await fixture.outbox.take(1)).length === 0);
    } finally {
      await relay.stop();
    }
    const [read] = await readTopicAsForeignConsumer(at.urls.registry, at.urls.kafka, topic);
    assert.equal(read!.key, household);
    assert.equal(read!.schemaId, await registry.schemaId(topic));
    assert.equal(read!.event['event_id'], event.eventId);
    assert.equal(read!.event['household_id'], household);
    assert.ok(BigInt(read!.event['sequence'] as string) > 1n << 48n);
    assert.equal(read!.event['change'], 'household_created');
    const created = read!.event['household_created'] as { after: { name: string } };
    assert.equal(created.after.name, 'Zażółć 家計');
  });

  test('registering a schema again returns the same id', async () => {
    const again = createSchemaRegistry({ url: at.urls.registry });
    assert.equal(await again.schemaId(topics.household), await schemas.schemaId(topics.household));
  });
});
