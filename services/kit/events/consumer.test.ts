/** Consumers on the real broker: each event once, through restarts, outages and rebalancing. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { CheckpointStore } from '../store/checkpoints.ts';
import type { EventStoreFixture } from '../testing/event-store-fixture.ts';
import { eventStoreFixtures } from '../testing/event-store-fixtures.ts';
import { type HouseholdEventProducer, openHouseholdEventProducer } from '../testing/household-event-producer.ts';
import {
  at,
  createTopicFixture,
  eventOn,
  hasEffects,
  log,
  PARTITIONS,
  startTestConsumer,
  until,
} from '../testing/kafka-fixture.ts';
import { uuidv7 } from '../values/ids.ts';
import { openKafka } from './kafka.ts';

const { createTopic, deadLetterCount } = createTopicFixture();

const households = (count: number): string[] => Array.from({ length: count }, () => uuidv7());

describe('a consumer', { concurrency: false }, () => {
  let fixture: EventStoreFixture;
  let producer: HouseholdEventProducer;
  before(async () => {
    fixture = await eventStoreFixtures.PostgreSQL();
    producer = await openHouseholdEventProducer();
  });
  after(async () => {
    await producer.close();
    await fixture.drop();
  });
  const effectsOf = async (household: string) => (await fixture.effects()).get(household) ?? [];

  test('applies a repeated event once, also within one batch', async () => {
    const target = await createTopic();
    const household = uuidv7();
    const events = Array.from({ length: 3 }, () => eventOn(target.topic, household));
    const values: Buffer[] = [];
    for (const event of events) values.push(await producer.publish(target.topic, event));
    await producer.send(target.topic, values);
    await producer.send(target.topic, values);
    const last = eventOn(target.topic, household);
    await producer.publish(target.topic, last);
    const consumer = await startTestConsumer(target, fixture.checkpoints, fixture.apply);
    try {
      await until('the last', async () => (await effectsOf(household)).includes(last.eventId));
      assert.deepEqual(
        await effectsOf(household),
        [...events, last].map(({ eventId }) => eventId),
      );
    } finally {
      await consumer.stop();
    }
  });

  test('waits for its store, when it applies and when it reads checkpoints, and loses nothing', async () => {
    const target = await createTopic();
    const household = uuidv7();
    const events = Array.from({ length: 3 }, () => eventOn(target.topic, household));
    for (const event of events) await producer.publish(target.topic, event);
    let outages = 4;
    const fail = async () => {
      if (outages-- > 0) throw new Error('the store is unavailable');
    };
    const unreliable: CheckpointStore = {
      ...fixture.checkpoints,
      checkpoint: (topic, partition) => fail().then(() => fixture.checkpoints.checkpoint(topic, partition)),
      checkpoints: () => fail().then(() => fixture.checkpoints.checkpoints()),
    };
    const consumer = await startTestConsumer(target, unreliable, async (batch) => {
      if (outages-- > -3) throw new Error('the store is still unavailable');
      await fixture.apply(batch);
    });
    try {
      await until('the events', async () => (await effectsOf(household)).length === 3);
      assert.deepEqual(
        await effectsOf(household),
        events.map(({ eventId }) => eventId),
      );
      assert.equal(await deadLetterCount(target), 0);
    } finally {
      await consumer.stop();
    }
  });

  test('applies again what its store loses while it runs, with and without new events', async () => {
    const target = await createTopic();
    const household = uuidv7();
    const publishTwo = async () => {
      for (let i = 0; i < 2; i++) await producer.publish(target.topic, eventOn(target.topic, household));
    };
    const counted = (count: number) =>
      until(`${count} events`, async () => (await effectsOf(household)).length === count);
    const consumer = await startTestConsumer(target, fixture.checkpoints, fixture.apply);
    try {
      await publishTwo();
      await counted(2);
      const restore = await fixture.backup();
      await publishTwo();
      await counted(4);
      await restore();
      await publishTwo();
      await counted(6);
      assert.equal(new Set(await effectsOf(household)).size, 6);
      // No new event shows that the store was restored.
      await restore();
      await counted(6);
      assert.equal(new Set(await effectsOf(household)).size, 6);
    } finally {
      await consumer.stop();
    }
  });

  test('reads a topic from its start when its store has no checkpoint, although Kafka has an offset', async () => {
    const target = await createTopic();
    const household = uuidv7();
    for (let i = 0; i < 3; i++) await producer.publish(target.topic, eventOn(target.topic, household));
    const first = await startTestConsumer(target, fixture.checkpoints, fixture.apply);
    await until('the events', async () => (await effectsOf(household)).length === 3);
    await first.stop();
    const rebuilt = await eventStoreFixtures.PostgreSQL();
    const second = await startTestConsumer(target, rebuilt.checkpoints, rebuilt.apply);
    try {
      await until('the rebuilt effects', async () => (await rebuilt.effects()).get(household)?.length === 3);
      assert.deepEqual((await rebuilt.effects()).get(household), await effectsOf(household));
    } finally {
      await second.stop();
      await rebuilt.drop();
    }
  });

  test('restarts after an error that kafkajs treats as final, and continues where it was', async () => {
    const target = await createTopic();
    const household = uuidv7();
    let failures = 0;
    const client = openKafka({ brokers: [at.urls.kafka] }, 'test', log);
    const createConsumer = client.consumer.bind(client);
    client.consumer = (config) => {
      const consumer = createConsumer(config);
      // kafkajs does not retry after an error of this type.
      consumer.on(consumer.events.FETCH, () => {
        if (failures++ < 2) throw new TypeError('not known to kafkajs');
      });
      return consumer;
    };
    const consumer = await startTestConsumer(target, fixture.checkpoints, fixture.apply, client);
    try {
      for (let i = 0; i < 3; i++) {
        await producer.publish(target.topic, eventOn(target.topic, household));
        await until('the event', async () => (await effectsOf(household)).length === i + 1);
      }
      assert.ok(failures > 2, 'it has failed twice');
    } finally {
      await consumer.stop();
    }
  });

  test('shares partitions with consumers that join and leave, and applies nothing twice', async () => {
    const target = await createTopic();
    const own = households(12);
    const sent = new Map(own.map((household) => [household, [] as string[]]));
    const consumers = [await startTestConsumer(target, fixture.checkpoints, fixture.apply)];
    const publishToAll = async () => {
      for (const [i, household] of own.entries()) {
        const event = eventOn(target.topic, household);
        await producer.publish(target.topic, event, i % PARTITIONS);
        sent.get(household)!.push(event.eventId);
      }
    };
    try {
      await publishToAll();
      consumers.push(await startTestConsumer(target, fixture.checkpoints, fixture.apply));
      await publishToAll();
      await consumers.shift()!.stop();
      await publishToAll();
      await until('all events', async () => hasEffects(await fixture.effects(), sent));
      for (const [household, ids] of sent) assert.deepEqual(await effectsOf(household), ids);
    } finally {
      await Promise.all(consumers.map((consumer) => consumer.stop()));
    }
  });
});
