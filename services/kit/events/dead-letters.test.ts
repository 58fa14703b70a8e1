/** Dead letters and halts of consumers, on the real broker. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type HouseholdEvent, HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import type { EventBatch } from '../store/checkpoints.ts';
import type { EventStoreFixture } from '../testing/event-store-fixture.ts';
import { eventStoreFixtures } from '../testing/event-store-fixtures.ts';
import {
  type HouseholdEventProducer,
  openHouseholdEventProducer,
  withUnknownChange,
} from '../testing/household-event-producer.ts';
import {
  createTopicFixture,
  eventOn,
  HANDLES,
  kafka,
  log,
  startTestConsumer,
  until,
} from '../testing/kafka-fixture.ts';
import { uuidv7 } from '../values/ids.ts';
import { startConsumer } from './consumer.ts';
import { redriveDeadLetters } from './dead-letters.ts';
import { PoisonEventError, subscription } from './subscription.ts';

const { createTopic, deadLetterCount } = createTopicFixture();

const households = (count: number): string[] => Array.from({ length: count }, () => uuidv7());

describe('a consumer that cannot apply an event', { concurrency: false }, () => {
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

  test('dead-letters what it cannot decode or apply, and goes on', async () => {
    const target = await createTopic();
    const household = uuidv7();
    const events = ['good', 'bad', 'good', 'good'].map((name) => eventOn(target.topic, household, name));
    await producer.publish(target.topic, events[0]!);
    await producer.publish(target.topic, events[1]!);
    await producer.send(target.topic, ['not a frame']);
    await producer.publish(target.topic, events[2]!);
    let outages = 3;
    const consumer = await startTestConsumer(target, fixture.checkpoints, async (batch) => {
      // An outage in the middle must not record the same dead letter again.
      if (batch.events.length === 0 && outages-- > 0) throw new Error('the store is unavailable');
      await fixture.apply(batch, ({ change }) => {
        if (change.case === 'householdCreated' && change.value.after?.name === 'bad')
          throw new PoisonEventError('a bad name');
      });
    });
    try {
      await producer.publish(target.topic, events[3]!);
      const good = [events[0]!, events[2]!, events[3]!].map(({ eventId }) => eventId);
      await until('the good ones', async () => (await effectsOf(household)).length === 3);
      assert.deepEqual(await effectsOf(household), good);
      assert.equal(await deadLetterCount(target), 2);
      const causes = (await fixture.checkpoints.deadLetters())
        .filter(({ topic }) => topic === target.topic)
        .map(({ cause }) => cause)
        .sort();
      assert.deepEqual(causes, ['a bad name', 'cannot be decoded: not a frame of the schema registry']);
      assert.ok(
        (await fixture.checkpoints.deadLetters()).some(
          (deadLetter) => deadLetter.sequence === producer.lastSequence() - 2n,
        ),
      );
      assert.equal(consumer.healthy(), true);
    } finally {
      await consumer.stop();
    }
  });

  test('dead-letters events that always fail, anywhere in a batch, and goes on', async () => {
    const target = await createTopic();
    const household = uuidv7();
    const events = ['good', 'breaking', 'good', 'breaking'].map((name) => eventOn(target.topic, household, name));
    for (const event of events) await producer.publish(target.topic, event);
    let attempts = 0;
    const consumer = await startTestConsumer(target, fixture.checkpoints, async (batch) => {
      attempts += 1;
      await fixture.apply(batch, ({ change }) => {
        if (change.case === 'householdCreated' && change.value.after?.name === 'breaking') throw new TypeError('a bug');
      });
    });
    try {
      await until('both of them', async () => (await deadLetterCount(target)) === 2);
      await until('the good ones', async () => (await effectsOf(household)).length === 2);
      assert.deepEqual(await effectsOf(household), [events[0]!.eventId, events[2]!.eventId]);
      const recorded = (await fixture.checkpoints.deadLetters()).filter(({ topic }) => topic === target.topic);
      assert.deepEqual(
        recorded.map(({ offset, cause }) => [offset, cause]),
        [
          // The message of a JavaScript error may repeat a value, so only its type is stored.
          [1n, 'TypeError'],
          [3n, 'TypeError'],
        ],
      );
      assert.ok(attempts > events.length, `${attempts} attempts`);
    } finally {
      await consumer.stop();
    }
  });

  test('halts and is unhealthy at an unknown change while other partitions go on, and resumes when it knows the change', async () => {
    const target = await createTopic();
    const [halted, other] = households(2) as [string, string];
    const events = Array.from({ length: 3 }, () => eventOn(target.topic, halted));
    await producer.publish(target.topic, events[0]!, 0);
    await producer.publish(target.topic, events[1]!, 0, withUnknownChange);
    await producer.publish(target.topic, events[2]!, 0);
    const consumer = await startTestConsumer(target, fixture.checkpoints, fixture.apply);
    try {
      await until('a halt', () => !consumer.healthy());
      const others = Array.from({ length: 3 }, () => eventOn(target.topic, other));
      for (const event of others) await producer.publish(target.topic, event, 1);
      await until('the other partition', async () => (await effectsOf(other)).length === 3);
      assert.deepEqual(await effectsOf(halted), [events[0]!.eventId]);
      assert.equal(await deadLetterCount(target), 0);
      assert.equal(consumer.healthy(), false);
    } finally {
      await consumer.stop();
    }
    // A newer version of the process knows the change; here it ignores the event.
    const position = (await fixture.checkpoints.checkpoint(target.topic, 0))!;
    await fixture.apply({ topic: target.topic, partition: 0, events: [], nextOffset: position.nextOffset + 1n });
    const newer = await startTestConsumer(target, fixture.checkpoints, fixture.apply);
    try {
      await until('the rest', async () => (await effectsOf(halted)).length === 2);
      assert.equal(newer.healthy(), true);
    } finally {
      await newer.stop();
    }
  });

  test('halts at a change that its subscription does not handle, without a dead letter', async () => {
    const target = await createTopic();
    const household = uuidv7();
    const applied: string[] = [];
    const apply = async (batch: EventBatch<HouseholdEvent>) => {
      applied.push(...batch.events.map(({ event }) => event.eventId));
      await fixture.apply(batch);
    };
    await producer.publish(target.topic, eventOn(target.topic, household), 0);
    const handles = ['householdUpdated', 'householdDeleted'] as const;
    const subscriptions = [subscription({ topic: target.topic, schema: HouseholdEventSchema, handles, apply })];
    const consumer = await startConsumer({ ...target, kafka, subscriptions, checkpoints: fixture.checkpoints, log });
    try {
      await until('a halt', () => !consumer.healthy());
      assert.deepEqual(applied, []);
      assert.equal(await deadLetterCount(target), 0);
    } finally {
      await consumer.stop();
    }
  });

  test('a dead letter is applied once when it is redriven after the fix', async () => {
    const target = await createTopic();
    const household = uuidv7();
    const [first, second, third] = Array.from({ length: 3 }, () => eventOn(target.topic, household));
    let isFaulty = true;
    const apply = async (batch: EventBatch<HouseholdEvent>) => {
      if (isFaulty && batch.events.some(({ event }) => event.eventId === second!.eventId))
        throw new PoisonEventError('a bug');
      await fixture.apply(batch);
    };
    const own = { kafka, process: target.process, checkpoints: fixture.checkpoints };
    const subscriptions = [
      subscription({ topic: target.topic, schema: HouseholdEventSchema, handles: HANDLES, apply }),
    ];
    const consumer = await startTestConsumer(target, fixture.checkpoints, apply);
    try {
      for (const event of [first, second, third]) await producer.publish(target.topic, event!);
      await until('the others', async () => (await effectsOf(household)).length === 2);
      const still = await redriveDeadLetters({ ...own, subscriptions });
      assert.deepEqual(
        still.map(({ cause }) => cause),
        ['a bug'],
      );
      isFaulty = false;
      const now = await redriveDeadLetters({ ...own, subscriptions });
      assert.deepEqual(
        now.map(({ cause }) => cause),
        [undefined],
      );
      assert.deepEqual(await redriveDeadLetters({ ...own, subscriptions }), []);
      assert.deepEqual(
        await effectsOf(household),
        [first, third, second].map((event) => event!.eventId),
      );
    } finally {
      await consumer.stop();
    }
  });
});
