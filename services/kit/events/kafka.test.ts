/** Relay, Kafka and consumers together, on the real broker and registry: what a store told takes effect elsewhere once, in order. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { Admin, Producer } from 'kafkajs';
import { pino } from 'pino';
import { type HouseholdEvent, HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { addresses } from '#infra/local/addresses.ts';
import { topics } from '#infra/topology.ts';
import { readTopicAsForeignConsumer } from '#test/fixtures/registry-consumer.ts';
import { systemWriteContext } from '../rpc/write-context.ts';
import type { CheckpointStore, EventBatch } from '../store/checkpoints.ts';
import type { Outbox, OutboxEvent } from '../store/outbox.ts';
import type { EventStoreFixture } from '../testing/event-store-fixture.ts';
import { eventStoreFixtures } from '../testing/event-store-fixtures.ts';
import { systemClock } from '../values/dates.ts';
import { uuidv7 } from '../values/ids.ts';
import { type RunningConsumer, startConsumer } from './consumer.ts';
import { redriveDeadLetters } from './dead-letters.ts';
import { newEvent } from './event.ts';
import { followTopic } from './follow-topic.ts';
import { deadTopic, ensureTopics, type Kafka, openKafka, openProducer } from './kafka.ts';
import { type Relay, startRelay } from './relay.ts';
import { createSchemaRegistry, type SchemaRegistry } from './schema-registry.ts';
import { PoisonEventError, subscription } from './subscription.ts';
import { encodeWireFormat } from './wire-format.ts';

const PARTITIONS = 3;
const DEADLINE_MS = 25_000;
const LOUD = process.env['MELO_LOG'] ?? 'silent';

/** All that a household's events carry. */
const HANDLES = ['householdCreated', 'householdUpdated', 'householdDeleted'] as const;

const at = addresses();
const log = pino({ level: LOUD });
const kafka = openKafka({ brokers: [at.urls.kafka] }, 'test', log);
const schemas = createSchemaRegistry({ url: at.urls.registry });
/** Topics of tests bear the household's schema. */
const registry: SchemaRegistry = { schemaId: () => schemas.schemaId(topics.household) };
const made: string[] = [];
const groups: string[] = [];
let admin: Admin;

before(async () => {
  admin = kafka.admin();
  await admin.connect();
});
after(async () => {
  await admin.deleteTopics({ topics: made });
  await admin.deleteGroups(groups).catch(() => {});
  await admin.disconnect();
});

/** Waits until `condition` holds. */
async function until(what: string, condition: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, `never came: ${what}`);
    await delay(50);
  }
}

/** A topic and a process that consumes it, both of this test only. */
async function place(): Promise<{ topic: string; process: string }> {
  const topic = `test.${randomUUID()}`;
  const process = `test-${randomUUID()}`;
  const dead = deadTopic(topic, process);
  made.push(topic, dead);
  groups.push(`melo.${process}`);
  await admin.createTopics({
    topics: [
      { topic, numPartitions: PARTITIONS, configEntries: [{ name: 'max.message.bytes', value: String(257 * 1024) }] },
      { topic: dead, numPartitions: 1 },
    ],
    waitForLeaders: true,
  });
  return { topic, process };
}

const eventOn = (topic: string, household: string, name = ''): OutboxEvent =>
  newEvent(systemWriteContext(systemClock), HouseholdEventSchema, {
    topic,
    householdId: household,
    version: 1n,
    change: { case: 'householdCreated', value: { after: { id: household, name } } },
  });

const households = (count: number): string[] => Array.from({ length: count }, () => uuidv7());

/** Events of households by turns, with what each household's list must become. */
function story(topic: string, own: readonly string[], rounds: number) {
  const events = Array.from({ length: rounds }, () => own.map((household) => eventOn(topic, household))).flat();
  const expected = new Map(own.map((household) => [household, [] as string[]]));
  for (const { key, eventId } of events) expected.get(key)!.push(eventId);
  return { events, expected };
}

const publishing = (outbox: Outbox, holder = 'relay'): Relay =>
  startRelay({ outbox, kafka, registry, topics: [], holder, log });

const consuming = (
  { topic, process }: { topic: string; process: string },
  checkpoints: CheckpointStore,
  apply: (batch: EventBatch<HouseholdEvent>) => Promise<void>,
  own: Kafka = kafka,
): Promise<RunningConsumer> =>
  startConsumer({
    kafka: own,
    process,
    subscriptions: [subscription({ topic, schema: HouseholdEventSchema, handles: HANDLES, apply })],
    checkpoints,
    log,
  });

const same = (got: Map<string, string[]>, expected: Map<string, string[]>): boolean =>
  [...expected].every(([household, ids]) => (got.get(household)?.length ?? 0) >= ids.length);

async function becomes(fixture: EventStoreFixture, expected: Map<string, string[]>): Promise<void> {
  await until('all effects', async () => same(await fixture.effects(), expected));
  assert.deepEqual(new Map([...(await fixture.effects())].sort()), new Map([...expected].sort()));
}

for (const [kind, open] of Object.entries(eventStoreFixtures)) {
  describe(`${kind}, with Kafka between`, { concurrency: false }, () => {
    let fixture: EventStoreFixture;
    before(async () => {
      fixture = await open();
    });
    after(() => fixture.drop());

    test('what was told takes effect once and in order, though relays die before they mark it sent', async () => {
      const here = await place();
      const { events, expected } = story(here.topic, households(5), 8);
      let deaths = 0;
      const dying: Outbox = {
        ...fixture.outbox,
        async sent(some) {
          if (deaths++ < 2) throw new Error('the process dies here');
          await fixture.outbox.sent(some);
        },
      };
      const relays = [publishing(dying, 'one'), publishing(dying, 'two')];
      const consumer = await consuming(here, fixture.checkpoints, fixture.apply);
      try {
        for (let i = 0; i < events.length; i += 10) {
          await fixture.commit(events.slice(i, i + 10));
          for (const relay of relays) relay.wake();
        }
        await becomes(fixture, expected);
        await until('an empty outbox', async () => (await fixture.outbox.take(1)).length === 0);
      } finally {
        await consumer.stop();
        await Promise.all(relays.map((relay) => relay.stop()));
      }
      const published = await readTopicAsForeignConsumer(at.urls.registry, at.urls.kafka, here.topic);
      assert.ok(published.length > events.length, 'no relay died');
      const sequences = new Map(published.map(({ event }) => [event['event_id'], event['sequence']]));
      assert.equal(sequences.size, events.length);
      assert.equal(new Set(sequences.values()).size, events.length);
    });

    test('a restored store catches up by itself, whatever Kafka believes', async () => {
      const here = await place();
      const { events, expected } = story(here.topic, households(3), 6);
      const relay = publishing(fixture.outbox, 'three');
      const earlier = await fixture.effects();
      const all = new Map([...earlier, ...expected]);
      let consumer = await consuming(here, fixture.checkpoints, fixture.apply);
      try {
        await until('the lease', () => fixture.outbox.lease('three', Date.now(), 6_000));
        await fixture.commit(events.slice(0, 9));
        relay.wake();
        const half = story(here.topic, [], 0).expected;
        for (const { key, eventId } of events.slice(0, 9)) half.set(key, [...(half.get(key) ?? []), eventId]);
        await becomes(fixture, new Map([...earlier, ...half]));
        const restore = await fixture.backup();
        await fixture.commit(events.slice(9));
        relay.wake();
        await becomes(fixture, all);
        await consumer.stop();
        await restore();
        assert.deepEqual(new Map([...(await fixture.effects())].sort()), new Map([...earlier, ...half].sort()));
        consumer = await consuming(here, fixture.checkpoints, fixture.apply);
        await becomes(fixture, all);
      } finally {
        await consumer.stop();
        await relay.stop();
      }
    });
  });
}

describe('a consumer', { concurrency: false }, () => {
  let fixture: EventStoreFixture;
  let producer: Producer;
  let sequence = 1n;
  before(async () => {
    fixture = await eventStoreFixtures.PostgreSQL();
    producer = openProducer(kafka);
    await producer.connect();
  });
  after(async () => {
    await producer.disconnect();
    await fixture.drop();
  });

  /** An event as a relay publishes it, into one partition. */
  async function publish(topic: string, event: OutboxEvent, partition = 0, change = (payload: Uint8Array) => payload) {
    const message = fromBinary(HouseholdEventSchema, event.payload);
    message.sequence = sequence++;
    const value = encodeWireFormat(await registry.schemaId(topic), change(toBinary(HouseholdEventSchema, message)));
    await producer.send({ topic, acks: -1, messages: [{ key: event.key, value, partition }] });
    return value;
  }

  /** An event whose change this process has never heard of. */
  const unheardOf = (payload: Uint8Array): Uint8Array => {
    const event = fromBinary(HouseholdEventSchema, payload);
    const known = toBinary(
      HouseholdEventSchema,
      create(HouseholdEventSchema, { ...event, change: { case: undefined } }),
    );
    return Buffer.concat([known, new BinaryWriter().tag(99, 2).bytes(Buffer.from('news')).finish()]);
  };

  const effectsOf = async (household: string) => (await fixture.effects()).get(household) ?? [];
  const deadOf = ({ topic, process }: { topic: string; process: string }) =>
    admin.fetchTopicOffsets(deadTopic(topic, process)).then(([only]) => Number(only!.high));

  test('applies once what was published again, be it within one batch', async () => {
    const here = await place();
    const household = uuidv7();
    const events = Array.from({ length: 3 }, () => eventOn(here.topic, household));
    const values: Buffer[] = [];
    for (const event of events) values.push(await publish(here.topic, event));
    const again = { topic: here.topic, acks: -1, messages: values.map((value) => ({ value, partition: 0 })) };
    await producer.send(again);
    await producer.send(again);
    const last = eventOn(here.topic, household);
    await publish(here.topic, last);
    const consumer = await consuming(here, fixture.checkpoints, fixture.apply);
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

  test('sets aside what it can never read or apply, records it, and goes on', async () => {
    const here = await place();
    const household = uuidv7();
    const events = ['good', 'bad', 'good', 'good'].map((name) => eventOn(here.topic, household, name));
    await publish(here.topic, events[0]!);
    await publish(here.topic, events[1]!);
    await producer.send({ topic: here.topic, acks: -1, messages: [{ value: 'no frame at all', partition: 0 }] });
    await publish(here.topic, events[2]!);
    let outages = 3;
    const consumer = await consuming(here, fixture.checkpoints, async (batch) => {
      // An outage in the middle must not set the same event aside again.
      if (batch.events.length === 0 && outages-- > 0) throw new Error('the store is away');
      await fixture.apply(batch, ({ change }) => {
        if (change.case === 'householdCreated' && change.value.after?.name === 'bad')
          throw new PoisonEventError('a bad name');
      });
    });
    try {
      await publish(here.topic, events[3]!);
      const good = [events[0]!, events[2]!, events[3]!].map(({ eventId }) => eventId);
      await until('the good ones', async () => (await effectsOf(household)).length === 3);
      assert.deepEqual(await effectsOf(household), good);
      assert.equal(await deadOf(here), 2);
      const causes = (await fixture.checkpoints.deadLetters())
        .filter(({ topic }) => topic === here.topic)
        .map(({ cause }) => cause)
        .sort();
      assert.deepEqual(causes, ['a bad name', 'cannot be decoded: not a frame of the schema registry']);
      assert.ok((await fixture.checkpoints.deadLetters()).some((deadLetter) => deadLetter.sequence === sequence - 3n));
      assert.equal(consumer.healthy(), true);
    } finally {
      await consumer.stop();
    }
  });

  test('sets aside what breaks it again and again, in whichever place of a batch, and goes on', async () => {
    const here = await place();
    const household = uuidv7();
    const events = ['good', 'breaking', 'good', 'breaking'].map((name) => eventOn(here.topic, household, name));
    for (const event of events) await publish(here.topic, event);
    let tries = 0;
    const consumer = await consuming(here, fixture.checkpoints, async (batch) => {
      tries += 1;
      await fixture.apply(batch, ({ change }) => {
        if (change.case === 'householdCreated' && change.value.after?.name === 'breaking')
          throw new TypeError('a mistake of ours');
      });
    });
    try {
      await until('both of them', async () => (await deadOf(here)) === 2);
      await until('the good ones', async () => (await effectsOf(household)).length === 2);
      assert.deepEqual(await effectsOf(household), [events[0]!.eventId, events[2]!.eventId]);
      const aside = (await fixture.checkpoints.deadLetters()).filter(({ topic }) => topic === here.topic);
      assert.deepEqual(
        aside.map(({ offset, cause }) => [offset, cause]),
        [
          // The words of an engine's error may repeat a value, so its type stands for them.
          [1n, 'TypeError'],
          [3n, 'TypeError'],
        ],
      );
      assert.ok(tries > events.length, `it was tried ${tries} times`);
    } finally {
      await consumer.stop();
    }
  });

  test('halts at a change it does not know, unhealthy, while other partitions go on, and goes on when it knows', async () => {
    const here = await place();
    const [halting, other] = households(2) as [string, string];
    const events = Array.from({ length: 3 }, () => eventOn(here.topic, halting));
    await publish(here.topic, events[0]!, 0);
    await publish(here.topic, events[1]!, 0, unheardOf);
    await publish(here.topic, events[2]!, 0);
    const consumer = await consuming(here, fixture.checkpoints, fixture.apply);
    try {
      await until('a halt', () => !consumer.healthy());
      const elsewhere = Array.from({ length: 3 }, () => eventOn(here.topic, other));
      for (const event of elsewhere) await publish(here.topic, event, 1);
      await until('the other partition', async () => (await effectsOf(other)).length === 3);
      assert.deepEqual(await effectsOf(halting), [events[0]!.eventId]);
      assert.equal(await deadOf(here), 0);
      assert.equal(consumer.healthy(), false);
    } finally {
      await consumer.stop();
    }
    // The new version of this process knows the change: here it merely leaves the event out.
    const position = (await fixture.checkpoints.checkpoint(here.topic, 0))!;
    await fixture.apply({ topic: here.topic, partition: 0, events: [], nextOffset: position.nextOffset + 1n });
    const newer = await consuming(here, fixture.checkpoints, fixture.apply);
    try {
      await until('the rest', async () => (await effectsOf(halting)).length === 2);
      assert.equal(newer.healthy(), true);
    } finally {
      await newer.stop();
    }
  });

  test('halts at a change that its subscription does not handle, and sets nothing aside', async () => {
    const here = await place();
    const household = uuidv7();
    const applied: string[] = [];
    const apply = async (batch: EventBatch<HouseholdEvent>) => {
      applied.push(...batch.events.map(({ event }) => event.eventId));
      await fixture.apply(batch);
    };
    await publish(here.topic, eventOn(here.topic, household), 0);
    const handles = ['householdUpdated', 'householdDeleted'] as const;
    const subscriptions = [subscription({ topic: here.topic, schema: HouseholdEventSchema, handles, apply })];
    const consumer = await startConsumer({ ...here, kafka, subscriptions, checkpoints: fixture.checkpoints, log });
    try {
      await until('a halt', () => !consumer.healthy());
      assert.deepEqual(applied, []);
      assert.equal(await deadOf(here), 0);
    } finally {
      await consumer.stop();
    }
  });

  test('waits out its store, both when it applies and when it asks for positions, and loses nothing', async () => {
    const here = await place();
    const household = uuidv7();
    const events = Array.from({ length: 3 }, () => eventOn(here.topic, household));
    for (const event of events) await publish(here.topic, event);
    let outages = 4;
    const away = async () => {
      if (outages-- > 0) throw new Error('the store is away');
    };
    const patient: CheckpointStore = {
      ...fixture.checkpoints,
      checkpoint: (topic, partition) => away().then(() => fixture.checkpoints.checkpoint(topic, partition)),
      checkpoints: () => away().then(() => fixture.checkpoints.checkpoints()),
    };
    const consumer = await consuming(here, patient, async (batch) => {
      if (outages-- > -3) throw new Error('the store is away again');
      await fixture.apply(batch);
    });
    try {
      await until('the events', async () => (await effectsOf(household)).length === 3);
      assert.deepEqual(
        await effectsOf(household),
        events.map(({ eventId }) => eventId),
      );
      assert.equal(await deadOf(here), 0);
    } finally {
      await consumer.stop();
    }
  });

  test('what it set aside takes effect when it is redriven after the mistake was mended, once', async () => {
    const here = await place();
    const household = uuidv7();
    const [first, second, third] = Array.from({ length: 3 }, () => eventOn(here.topic, household));
    let mistaken = true;
    const apply = async (batch: EventBatch<HouseholdEvent>) => {
      if (mistaken && batch.events.some(({ event }) => event.eventId === second!.eventId))
        throw new PoisonEventError('a mistake');
      await fixture.apply(batch);
    };
    const own = { kafka, process: here.process, checkpoints: fixture.checkpoints };
    const subscriptions = [subscription({ topic: here.topic, schema: HouseholdEventSchema, handles: HANDLES, apply })];
    const consumer = await consuming(here, fixture.checkpoints, apply);
    try {
      for (const event of [first, second, third]) await publish(here.topic, event!);
      await until('the others', async () => (await effectsOf(household)).length === 2);
      const still = await redriveDeadLetters({ ...own, subscriptions });
      assert.deepEqual(
        still.map(({ cause }) => cause),
        ['a mistake'],
      );
      mistaken = false;
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

  test('catches up with what its store loses while it runs, whether or not anything new comes', async () => {
    const here = await place();
    const household = uuidv7();
    const publishTwo = async () => {
      for (let i = 0; i < 2; i++) await publish(here.topic, eventOn(here.topic, household));
    };
    const counted = (count: number) =>
      until(`${count} events`, async () => (await effectsOf(household)).length === count);
    const consumer = await consuming(here, fixture.checkpoints, fixture.apply);
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
      // Nothing new comes to show it.
      await restore();
      await counted(6);
      assert.equal(new Set(await effectsOf(household)).size, 6);
    } finally {
      await consumer.stop();
    }
  });

  test('reads a topic from its start when its store has no position, though Kafka has one', async () => {
    const here = await place();
    const household = uuidv7();
    for (let i = 0; i < 3; i++) await publish(here.topic, eventOn(here.topic, household));
    const first = await consuming(here, fixture.checkpoints, fixture.apply);
    await until('the events', async () => (await effectsOf(household)).length === 3);
    await first.stop();
    const rebuilt = await eventStoreFixtures.PostgreSQL();
    const second = await consuming(here, rebuilt.checkpoints, rebuilt.apply);
    try {
      await until('the rebuilt effects', async () => (await rebuilt.effects()).get(household)?.length === 3);
      assert.deepEqual((await rebuilt.effects()).get(household), await effectsOf(household));
    } finally {
      await second.stop();
      await rebuilt.drop();
    }
  });

  test('begins anew after an end that kafkajs takes for final, and goes on where it was', async () => {
    const here = await place();
    const household = uuidv7();
    let ends = 0;
    const mortal = openKafka({ brokers: [at.urls.kafka] }, 'test', log);
    const consumerOf = mortal.consumer.bind(mortal);
    mortal.consumer = (config) => {
      const consumer = consumerOf(config);
      // An error of this kind it does not try again.
      consumer.on(consumer.events.FETCH, () => {
        if (ends++ < 2) throw new TypeError('not known to kafkajs');
      });
      return consumer;
    };
    const consumer = await consuming(here, fixture.checkpoints, fixture.apply, mortal);
    try {
      for (let i = 0; i < 3; i++) {
        await publish(here.topic, eventOn(here.topic, household));
        await until('the event', async () => (await effectsOf(household)).length === i + 1);
      }
      assert.ok(ends > 2, 'it had ended twice');
    } finally {
      await consumer.stop();
    }
  });

  test('shares its partitions with others that come and go, and nothing happens twice', async () => {
    const here = await place();
    const own = households(12);
    const sent = new Map(own.map((household) => [household, [] as string[]]));
    const consumers = [await consuming(here, fixture.checkpoints, fixture.apply)];
    const some = async () => {
      for (const [i, household] of own.entries()) {
        const event = eventOn(here.topic, household);
        await publish(here.topic, event, i % PARTITIONS);
        sent.get(household)!.push(event.eventId);
      }
    };
    try {
      await some();
      consumers.push(await consuming(here, fixture.checkpoints, fixture.apply));
      await some();
      await consumers.shift()!.stop();
      await some();
      await until('all of it', async () => same(await fixture.effects(), sent));
      for (const [household, ids] of sent) assert.deepEqual(await effectsOf(household), ids);
    } finally {
      await Promise.all(consumers.map((consumer) => consumer.stop()));
    }
  });
});

describe('a relay', { concurrency: false }, () => {
  let fixture: EventStoreFixture;
  before(async () => {
    fixture = await eventStoreFixtures.MariaDB();
  });
  after(() => fixture.drop());

  test('publishes a household’s import in order, however many bytes it has', async () => {
    const { topic } = await place();
    const household = uuidv7();
    const events = Array.from({ length: 700 }, (_, i) => eventOn(topic, household, `${i} `.padEnd(1_000, 'x')));
    events.push(eventOn(topic, household, 'x'.repeat(250 * 1024)));
    await fixture.commit(events);
    const relay = publishing(fixture.outbox);
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

  test('a stranger who knows only the registry and the topic reads its events whole', async () => {
    const { topic } = await place();
    const household = uuidv7();
    const event = eventOn(topic, household, 'Zażółć 家計');
    await fixture.commit([{ ...event, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }]);
    const relay = publishing(fixture.outbox, 'another');
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

  test('registering a schema again, elsewhere, answers the same id', async () => {
    const again = createSchemaRegistry({ url: at.urls.registry });
    assert.equal(await again.schemaId(topics.household), await schemas.schemaId(topics.household));
  });
});

describe('a tail', { concurrency: false }, () => {
  test('has caught up at once where there is nothing, and follows what comes', async () => {
    const { topic } = await place();
    const seen: string[] = [];
    const tail = await followTopic({
      kafka,
      process: 'test',
      topic,
      schema: HouseholdEventSchema,
      handles: HANDLES,
      sinceMs: Date.now() - 60_000,
      log,
      onEvent: ({ eventId }) => seen.push(eventId),
    });
    await tail.caughtUp;
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
      await tail.stop();
    }
  });

  test('tells every event since a moment before it has caught up, and none before that moment', async () => {
    const { topic } = await place();
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
    const tail = await followTopic({
      kafka,
      process: 'test',
      topic,
      schema: HouseholdEventSchema,
      handles: HANDLES,
      sinceMs: since,
      log,
      onEvent: ({ eventId }) => seen.push(eventId),
    });
    await tail.caughtUp;
    await tail.stop();
    assert.deepEqual(
      seen.sort(),
      events
        .slice(3)
        .map(({ eventId }) => eventId)
        .sort(),
    );
  });
});

test('topics are made once: fixed partitions, room for the largest event, personal data compacted, the rest kept', async () => {
  const process = `test-${randomUUID()}`;
  const topic = `test.${randomUUID()}`;
  made.push(topic, deadTopic(topic, process));
  await ensureTopics(kafka, [topic], [topic], process);
  await ensureTopics(kafka, [topic], [topic], process);
  const { topics: described } = await admin.fetchTopicMetadata({ topics: [topic, deadTopic(topic, process)] });
  assert.deepEqual(described.map(({ partitions }) => partitions.length).sort(), [1, 12]);
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: 2, name: topic }],
  });
  const config = new Map(resources[0]!.configEntries.map(({ configName, configValue }) => [configName, configValue]));
  assert.equal(config.get('retention.ms'), '-1');
  assert.equal(config.get('cleanup.policy'), 'delete');
  assert.ok(Number(config.get('max.message.bytes')) >= 256 * 1024);
});
