/** Relay, Kafka and consumer together: an event of one store is applied to another once, in order. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readTopicAsForeignConsumer } from '#test/fixtures/registry-consumer.ts';
import type { Outbox } from '../store/outbox.ts';
import type { EventStoreFixture } from '../testing/event-store-fixture.ts';
import { eventStoreFixtures } from '../testing/event-store-fixtures.ts';
import {
  at,
  createTopicFixture,
  effectsBecome,
  eventOn,
  startTestConsumer,
  startTestRelay,
  until,
} from '../testing/kafka-fixture.ts';
import { uuidv7 } from '../values/ids.ts';

const { createTopic } = createTopicFixture();

const households = (count: number): string[] => Array.from({ length: count }, () => uuidv7());

/** Events of households in turn, with the effects that each household must have. */
function eventsInTurn(topic: string, ids: readonly string[], rounds: number) {
  const events = Array.from({ length: rounds }, () => ids.map((household) => eventOn(topic, household))).flat();
  const expected = new Map(ids.map((household) => [household, [] as string[]]));
  for (const { key, eventId } of events) expected.get(key)!.push(eventId);
  return { events, expected };
}

for (const [kind, open] of Object.entries(eventStoreFixtures)) {
  describe(`events from ${kind} to ${kind} over Kafka`, { concurrency: false }, () => {
    let fixture: EventStoreFixture;
    before(async () => {
      fixture = await open();
    });
    after(() => fixture.drop());

    test('events are applied once and in order, although relays are killed before they mark them as sent', async () => {
      const target = await createTopic();
      const { events, expected } = eventsInTurn(target.topic, households(5), 8);
      let kills = 0;
      const killed: Outbox = {
        ...fixture.outbox,
        async sent(some) {
          if (kills++ < 2) throw new Error('the process is killed here');
          await fixture.outbox.sent(some);
        },
      };
      const relays = [startTestRelay(killed, 'one'), startTestRelay(killed, 'two')];
      const consumer = await startTestConsumer(target, fixture.checkpoints, fixture.apply);
      try {
        for (let i = 0; i < events.length; i += 10) {
          await fixture.commit(events.slice(i, i + 10));
          for (const relay of relays) relay.wake();
        }
        await effectsBecome(fixture, expected);
        await until('an empty outbox', async () => (await fixture.outbox.take(1)).length === 0);
      } finally {
        await consumer.stop();
        await Promise.all(relays.map((relay) => relay.stop()));
      }
      const published = await readTopicAsForeignConsumer(at.urls.registry, at.urls.kafka, target.topic);
      assert.ok(published.length > events.length, 'no relay was killed');
      const sequences = new Map(published.map(({ event }) => [event['event_id'], event['sequence']]));
      assert.equal(sequences.size, events.length);
      assert.equal(new Set(sequences.values()).size, events.length);
    });

    test('a restored store catches up from its own checkpoint, not from the offsets of Kafka', async () => {
      const target = await createTopic();
      const { events, expected } = eventsInTurn(target.topic, households(3), 6);
      const relay = startTestRelay(fixture.outbox, 'three');
      const earlier = await fixture.effects();
      const all = new Map([...earlier, ...expected]);
      let consumer = await startTestConsumer(target, fixture.checkpoints, fixture.apply);
      try {
        await until('the lease', () => fixture.outbox.lease('three', Date.now(), 6_000));
        await fixture.commit(events.slice(0, 9));
        relay.wake();
        const half = eventsInTurn(target.topic, [], 0).expected;
        for (const { key, eventId } of events.slice(0, 9)) half.set(key, [...(half.get(key) ?? []), eventId]);
        await effectsBecome(fixture, new Map([...earlier, ...half]));
        const restore = await fixture.backup();
        await fixture.commit(events.slice(9));
        relay.wake();
        await effectsBecome(fixture, all);
        await consumer.stop();
        await restore();
        assert.deepEqual(new Map([...(await fixture.effects())].sort()), new Map([...earlier, ...half].sort()));
        consumer = await startTestConsumer(target, fixture.checkpoints, fixture.apply);
        await effectsBecome(fixture, all);
      } finally {
        await consumer.stop();
        await relay.stop();
      }
    });
  });
}
