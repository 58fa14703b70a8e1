/** What every kind of store must keep of outbox and watermark, without Kafka: each is tried in the moments in which a process may die. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { type HouseholdEvent, HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { PARTITIONS } from '#infra/topology.ts';
import { newEvent } from '../events/event.ts';
import { partitionOf } from '../events/partitions.ts';
import { systemWriteContext } from '../rpc/write-context.ts';
import type { EventStoreFixture } from '../testing/event-store-fixture.ts';
import { eventStoreFixtures } from '../testing/event-store-fixtures.ts';
import { systemClock } from '../values/dates.ts';
import { uuidv7 } from '../values/ids.ts';
import type { EventBatch } from './checkpoints.ts';
import type { OutboxEvent, StampedEvent } from './outbox.ts';

const TOPIC = 'test.household';
const LEASE_MS = 6_000;
/** Longest the race of relays may take. */
const RACE_MS = 30_000;

const eventsOf = (household: string, count = 1): OutboxEvent[] =>
  Array.from({ length: count }, (_, i) =>
    newEvent(systemWriteContext(systemClock), HouseholdEventSchema, {
      topic: TOPIC,
      householdId: household,
      version: BigInt(i + 1),
      change: { case: 'householdUpdated', value: {} },
    }),
  );
const idsOf = (events: readonly { eventId: string }[]): string[] => events.map(({ eventId }) => eventId);
const decoded = ({ payload }: StampedEvent): HouseholdEvent => fromBinary(HouseholdEventSchema, payload);
const sequencesOf = (events: readonly StampedEvent[]): bigint[] => events.map((event) => decoded(event).sequence);

/** Events as a partition brings them. */
function batchOf(events: readonly StampedEvent[], partition: number, firstOffset = 0): EventBatch<HouseholdEvent> {
  const received = events.map((event, i) => ({ event: decoded(event), offset: BigInt(firstOffset + i) }));
  return { topic: TOPIC, partition, events: received, nextOffset: BigInt(firstOffset + events.length) };
}

/** Numbers events that were never told. */
const stamped = (events: readonly OutboxEvent[], first: bigint): StampedEvent[] =>
  events.map((event, i) => {
    const message = fromBinary(HouseholdEventSchema, event.payload);
    message.sequence = first + BigInt(i);
    return { ...event, payload: toBinary(HouseholdEventSchema, message) };
  });

for (const [kind, open] of Object.entries(eventStoreFixtures)) {
  describe(`${kind} keeps outbox and watermark`, { concurrency: false }, () => {
    let fixture: EventStoreFixture;
    before(async () => {
      fixture = await open();
      assert.ok(await fixture.outbox.lease('first', Date.now(), LEASE_MS));
    });
    after(() => fixture.drop());

    /** Publishes into nowhere what is waiting. */
    async function drain(): Promise<StampedEvent[]> {
      const all: StampedEvent[] = [];
      for (;;) {
        const events = await fixture.outbox.take(500);
        if (events.length === 0) return all;
        await fixture.outbox.sent(events);
        all.push(...events);
      }
    }

    test('events are taken in the order of their commits, with growing sequences', async () => {
      const households = [uuidv7(), uuidv7()];
      const committed: string[] = [];
      for (let i = 0; i < 6; i++) {
        const events = eventsOf(households[i % 2]!, 2);
        await fixture.commit(events);
        committed.push(...idsOf(events));
      }
      const taken = await fixture.outbox.take(500);
      assert.deepEqual(idsOf(taken), committed);
      const sequences = sequencesOf(taken);
      assert.deepEqual(
        sequences,
        [...new Set(sequences)].sort((a, b) => (a < b ? -1 : 1)),
      );
      await fixture.outbox.sent(taken);
      assert.deepEqual(await fixture.outbox.take(500), []);
    });

    test('a crash after stamping gives the same events the same sequences, before all others', async () => {
      await fixture.commit(eventsOf(uuidv7(), 4));
      const first = await fixture.outbox.take(3);
      await fixture.commit(eventsOf(uuidv7(), 2));
      const again = await fixture.outbox.take(3);
      assert.deepEqual(idsOf(again), idsOf(first));
      assert.deepEqual(sequencesOf(again), sequencesOf(first));
      // Some were marked sent before the crash, some were not.
      await fixture.outbox.sent(again.slice(0, 1));
      const rest = await drain();
      assert.deepEqual(sequencesOf(rest.slice(0, 2)), sequencesOf(first.slice(1)));
      assert.equal(new Set(idsOf([...first, ...rest])).size, 6);
      assert.ok(sequencesOf(rest.slice(2)).every((sequence) => sequence > sequencesOf(first)[2]!));
    });

    test('what was stamped comes before all others and in its order, however much stands around it', async () => {
      const households = Array.from({ length: 12 }, () => uuidv7());
      await fixture.commit(
        households
          .slice(3, 6)
          .toReversed()
          .flatMap((household) => eventsOf(household)),
      );
      const stampedFirst = await fixture.outbox.take(3);
      await fixture.commit(households.slice(6).flatMap((household) => eventsOf(household)));
      await fixture.commit(households.slice(0, 3).flatMap((household) => eventsOf(household)));
      const taken: bigint[] = [];
      for (;;) {
        const events = await fixture.outbox.take(2);
        if (events.length === 0) break;
        taken.push(...sequencesOf(events));
        await fixture.outbox.sent(events);
      }
      assert.deepEqual(taken.slice(0, 3), sequencesOf(stampedFirst));
      assert.deepEqual(
        taken,
        taken.toSorted((a, b) => (a < b ? -1 : 1)),
      );
      assert.equal(taken.length, households.length);
    });

    test('a sequence is never used again, also when nothing is left of those who had it', async () => {
      const used: bigint[] = [];
      for (let i = 0; i < 3; i++) {
        await fixture.commit(eventsOf(uuidv7(), 2));
        used.push(...sequencesOf(await drain()));
      }
      for (let i = 1; i < used.length; i++) assert.ok(used[i]! > used[i - 1]!);
    });

    test('one holder has the lease; another takes it when it has run out', async () => {
      const now = Date.now();
      assert.equal(await fixture.outbox.lease('second', now, LEASE_MS), false);
      assert.equal(await fixture.outbox.lease('first', now + 3_000, LEASE_MS), true);
      assert.equal(await fixture.outbox.lease('second', now + 8_999, LEASE_MS), false);
      assert.equal(await fixture.outbox.lease('second', now + 9_001, LEASE_MS), true);
      assert.equal(await fixture.outbox.lease('first', now + 9_002, LEASE_MS), false);
    });

    test('relays that stumble over each other never give an event two sequences, nor two events one', async () => {
      const sequenceById = new Map<string, bigint>();
      const committed: string[] = [];
      let writing = true;
      const writer = async () => {
        for (let i = 0; i < 12; i++) {
          const events = eventsOf(uuidv7(), 3);
          await fixture.commit(events);
          committed.push(...idsOf(events));
        }
      };
      const relay = async () => {
        const deadline = Date.now() + RACE_MS;
        for (;;) {
          assert.ok(Date.now() < deadline, 'the relays hinder each other');
          const last = !writing;
          // The loser of a race finds another's reservation and comes again.
          const events = await fixture.outbox.take(5).catch(() => undefined);
          if (events?.length === 0 && last) return;
          for (const event of events ?? []) {
            const [sequence] = sequencesOf([event]);
            assert.equal(sequenceById.get(event.eventId) ?? sequence, sequence, 'an event got a second sequence');
            sequenceById.set(event.eventId, sequence!);
          }
          await fixture.outbox.sent(events ?? []);
        }
      };
      await Promise.all([Promise.all([writer(), writer()]).then(() => (writing = false)), relay(), relay(), relay()]);
      assert.deepEqual(new Set(sequenceById.keys()), new Set(committed));
      assert.equal(new Set(sequenceById.values()).size, committed.length);
    });

    test('batches that come twice, in part or replayed change nothing', async () => {
      const household = uuidv7();
      const events = stamped(eventsOf(household, 6), 100n);
      const apply = (from: number, to: number) => fixture.apply(batchOf(events.slice(from, to), 1, from));
      await apply(0, 3);
      await apply(0, 3);
      await apply(1, 5);
      await apply(0, 6);
      await apply(2, 4);
      assert.deepEqual((await fixture.effects()).get(household), idsOf(events));
      assert.equal((await fixture.checkpoints.checkpoint(TOPIC, 1))?.sequence, 105n);
    });

    test('an effect that breaks off leaves the watermark, and then happens once', async () => {
      const household = uuidv7();
      const events = stamped(eventsOf(household, 4), 200n);
      let seen = 0;
      const broken = fixture.apply(batchOf(events, 2, 10), () => {
        if (++seen === 3) throw new Error('the process dies here');
      });
      await assert.rejects(broken, /dies here/);
      assert.equal(await fixture.checkpoints.checkpoint(TOPIC, 2), undefined);
      await fixture.apply(batchOf(events, 2, 10));
      assert.deepEqual((await fixture.effects()).get(household), idsOf(events));
      assert.deepEqual(await fixture.checkpoints.checkpoint(TOPIC, 2), { sequence: 203n, nextOffset: 14n });
    });

    test('a batch that was read before the store went back is rejected: what the store lost comes first', async () => {
      const household = uuidv7();
      const events = stamped(eventsOf(household, 4), 800n);
      await fixture.apply(batchOf(events.slice(0, 1), 10));
      const restore = await fixture.backup();
      await fixture.apply(batchOf(events.slice(1, 3), 10, 1));
      const before = (await fixture.checkpoints.checkpoint(TOPIC, 10))!;
      await restore();
      await assert.rejects(fixture.apply({ ...batchOf(events.slice(3), 10, 3), checkpoint: before }));
      const standing = (await fixture.checkpoints.checkpoints()).find(({ partition }) => partition === 10);
      assert.deepEqual(standing, { topic: TOPIC, partition: 10, sequence: 800n, nextOffset: 1n });
      await fixture.apply(batchOf(events.slice(1), 10, 1));
      // MongoDB's effects come before their watermark, and are written only when newer.
      if (kind !== 'MongoDB') assert.deepEqual((await fixture.effects()).get(household), idsOf(events));
    });

    test('two consumers that apply the same batch at once apply it once', async () => {
      const household = uuidv7();
      const events = stamped(eventsOf(household, 3), 300n);
      await Promise.allSettled([1, 2, 3].map(() => fixture.apply(batchOf(events, 3))));
      await fixture.apply(batchOf(events, 3));
      assert.deepEqual((await fixture.effects()).get(household), idsOf(events));
    });

    test('an empty batch moves the offset and keeps the sequence', async () => {
      await fixture.apply(batchOf(stamped(eventsOf(uuidv7()), 400n), 4));
      await fixture.apply({ topic: TOPIC, partition: 4, events: [], nextOffset: 9n });
      assert.deepEqual(await fixture.checkpoints.checkpoint(TOPIC, 4), { sequence: 400n, nextOffset: 9n });
    });

    test('skipping one event twice records it once', async () => {
      const deadLetter = {
        topic: TOPIC,
        partition: 5,
        offset: 7n,
        key: uuidv7(),
        sequence: 70n,
        cause: 'no such thing',
      };
      await fixture.checkpoints.recordDeadLetter(deadLetter);
      await fixture.checkpoints.recordDeadLetter(deadLetter);
      assert.deepEqual(await fixture.checkpoints.deadLetters(), [deadLetter]);
    });

    test('a household is told that its figures are incomplete, and others are not, until what was deadLetter takes effect', async () => {
      const [household, other] = [uuidv7(), uuidv7()];
      const incomplete = async (whose: string) => (await fixture.checkpoints.freshness(TOPIC, whose)).incomplete;
      const [deadLetter, nobodys] = stamped([...eventsOf(household), ...eventsOf(other)], 600n);
      await fixture.apply({ topic: TOPIC, partition: 7, events: [], nextOffset: 2n });
      const aside = { topic: TOPIC, partition: 7, cause: 'a mistake of ours' };
      await fixture.checkpoints.recordDeadLetter({ ...aside, offset: 0n, key: household, sequence: 600n });
      assert.deepEqual(await Promise.all([household, other].map(incomplete)), [true, false]);
      // Of an event without a key nobody knows whose it is.
      await fixture.checkpoints.recordDeadLetter({ ...aside, offset: 1n, key: '', sequence: 601n });
      assert.equal(await incomplete(other), true);
      await fixture.apply({ ...batchOf([nobodys!], 7, 1), redriven: true });
      assert.deepEqual(await Promise.all([household, other].map(incomplete)), [true, false]);
      await fixture.apply({ ...batchOf([deadLetter!], 7), redriven: true });
      assert.equal(await incomplete(household), false);
    });

    test('what was no event of ours is given up, once, and makes nothing incomplete any more', async () => {
      const household = uuidv7();
      const place = { topic: TOPIC, partition: 9, offset: 3n };
      await fixture.checkpoints.recordDeadLetter({
        ...place,
        key: household,
        sequence: 0n,
        cause: 'cannot be decoded',
      });
      assert.equal((await fixture.checkpoints.freshness(TOPIC, household)).incomplete, true);
      assert.deepEqual(
        [await fixture.checkpoints.discardDeadLetter(place), await fixture.checkpoints.discardDeadLetter(place)],
        [true, false],
      );
      assert.equal((await fixture.checkpoints.freshness(TOPIC, household)).incomplete, false);
    });

    test('figures are as current as the last event applied of their household’s partition', async () => {
      // A topic of its own, for a household's partition may be any, those of other tests too.
      const [topic, household] = ['test.fresh', uuidv7()];
      const partition = partitionOf(household);
      const current = async () => (await fixture.checkpoints.freshness(topic, household)).asOfSequence;
      assert.equal(await current(), 0n);
      await fixture.apply({ ...batchOf(stamped(eventsOf(household), 100n), partition), topic });
      await fixture.apply({ ...batchOf(stamped(eventsOf(uuidv7()), 200n), (partition + 1) % PARTITIONS), topic });
      assert.equal(await current(), 100n);
    });

    test('an event that was set aside is done with: when it is published again it takes no effect', async () => {
      const household = uuidv7();
      const [aside, next] = stamped(eventsOf(household, 2), 900n);
      await fixture.apply({ topic: TOPIC, partition: 11, events: [], nextOffset: 1n, deadLetterSequence: 900n });
      await fixture.apply(batchOf([aside!, next!], 11, 1));
      assert.deepEqual((await fixture.effects()).get(household), [next!.eventId]);
      assert.deepEqual(await fixture.checkpoints.checkpoint(TOPIC, 11), { sequence: 901n, nextOffset: 3n });
    });

    test('what was deadLetter takes effect when it is redriven, once, and the watermark stays', async () => {
      const household = uuidv7();
      const [early, late] = stamped([...eventsOf(household), ...eventsOf(household)], 500n);
      await fixture.apply(batchOf([late!], 6));
      const position = await fixture.checkpoints.checkpoint(TOPIC, 6);
      const cause = 'a mistake of ours';
      const deadLetter = { topic: TOPIC, partition: 6, offset: 0n, key: household, sequence: 500n, cause };
      await fixture.checkpoints.recordDeadLetter(deadLetter);
      const again = batchOf([early!], 6);
      await fixture.apply({ ...again, redriven: true });
      await fixture.apply({ ...again, redriven: true }).catch(() => {});
      const effects = (await fixture.effects()).get(household)!;
      // MongoDB's effects are written only when newer, so there the early one has nothing left to say.
      assert.ok(effects.filter((id) => id === early!.eventId).length <= 1);
      if (kind !== 'MongoDB') assert.ok(effects.includes(early!.eventId));
      assert.deepEqual(await fixture.checkpoints.checkpoint(TOPIC, 6), position);
      assert.deepEqual(
        (await fixture.checkpoints.deadLetters()).filter(({ partition }) => partition === 6),
        [],
      );
    });
  });
}
