/** Topic followers on the real broker. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import {
  createTopicFixture,
  eventOn,
  HANDLES,
  kafka,
  log,
  PARTITIONS,
  registry,
  until,
} from '../testing/kafka-fixture.ts';
import { uuidv7 } from '../values/ids.ts';
import { followTopic } from './follow-topic.ts';
import { openProducer } from './kafka.ts';
import { encodeWireFormat } from './wire-format.ts';

const { createTopic } = createTopicFixture();

describe('a topic follower', { concurrency: false }, () => {
  test('has caught up at once with an empty topic, and follows new events', async () => {
    const { topic } = await createTopic();
    const seen: string[] = [];
    const follower = await followTopic({
      kafka,
      process: 'test',
      topic,
      schema: HouseholdEventSchema,
      handles: HANDLES,
      sinceMs: Date.now() - 60_000,
      log,
      onEvent: ({ eventId }) => seen.push(eventId),
    });
    await follower.caughtUp;
    const producer = openProducer(kafka);
    await producer.connect();
    try {
      const event = eventOn(topic, uuidv7());
      const value = encodeWireFormat(await registry.schemaId(topic), event.payload);
      await producer.send({ topic, acks: -1, messages: [{ key: event.key, value }] });
      await until('the event', () => seen.length === 1);
      assert.deepEqual(seen, [event.eventId]);
    } finally {
      await producer.disconnect();
      await follower.stop();
    }
  });

  test('delivers every event since a time before it has caught up, and none before that time', async () => {
    const { topic } = await createTopic();
    const events = Array.from({ length: 6 }, () => eventOn(topic, uuidv7()));
    const producer = openProducer(kafka);
    await producer.connect();
    const schemaId = await registry.schemaId(topic);
    const since = Date.now() - 60_000;
    for (const [i, event] of events.entries()) {
      const timestamp = String(since + (i - 3) * 1_000);
      const value = encodeWireFormat(schemaId, event.payload);
      await producer.send({
        topic,
        acks: -1,
        messages: [{ key: event.key, value, timestamp, partition: i % PARTITIONS }],
      });
    }
    await producer.disconnect();
    const seen: string[] = [];
    const follower = await followTopic({
      kafka,
      process: 'test',
      topic,
      schema: HouseholdEventSchema,
      handles: HANDLES,
      sinceMs: since,
      log,
      onEvent: ({ eventId }) => seen.push(eventId),
    });
    await follower.caughtUp;
    await follower.stop();
    assert.deepEqual(
      seen.sort(),
      events
        .slice(3)
        .map(({ eventId }) => eventId)
        .sort(),
    );
  });
});
