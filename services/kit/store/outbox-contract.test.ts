/** The contract of outboxes, on every kind of store, without Kafka. Each test covers a moment in which a process may be killed. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { EventStoreFixture } from '../testing/event-store-fixture.ts';
import { eventStoreFixtures } from '../testing/event-store-fixtures.ts';
import { eventsOf, idsOf, sequencesOf } from '../testing/household-events.ts';
import { uuidv7 } from '../values/ids.ts';
import type { StampedEvent } from './outbox.ts';

const LEASE_MS = 6_000;
/** Longest duration of the race between relays. */
const RACE_MS = 30_000;

for (const [kind, open] of Object.entries(eventStoreFixtures)) {
  describe(`the outbox of ${kind}`, { concurrency: false }, () => {
    let fixture: EventStoreFixture;
    before(async () => {
      fixture = await open();
      assert.ok(await fixture.outbox.lease('first', Date.now(), LEASE_MS));
    });
    after(() => fixture.drop());

    /** Empties the outbox without publishing. */
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
      // Some were marked as sent before the crash, some were not.
      await fixture.outbox.sent(again.slice(0, 1));
      const rest = await drain();
      assert.deepEqual(sequencesOf(rest.slice(0, 2)), sequencesOf(first.slice(1)));
      assert.equal(new Set(idsOf([...first, ...rest])).size, 6);
      assert.ok(sequencesOf(rest.slice(2)).every((sequence) => sequence > sequencesOf(first)[2]!));
    });

    test('stamped events are taken before all others, in their order', async () => {
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

    test('a sequence is never used again, also after its event was published and deleted', async () => {
      const used: bigint[] = [];
      for (let i = 0; i < 3; i++) {
        await fixture.commit(eventsOf(uuidv7(), 2));
        used.push(...sequencesOf(await drain()));
      }
      for (let i = 1; i < used.length; i++) assert.ok(used[i]! > used[i - 1]!);
    });

    test('one holder has the lease; another can take it when it has expired', async () => {
      const now = Date.now();
      assert.equal(await fixture.outbox.lease('second', now, LEASE_MS), false);
      assert.equal(await fixture.outbox.lease('first', now + 3_000, LEASE_MS), true);
      assert.equal(await fixture.outbox.lease('second', now + 8_999, LEASE_MS), false);
      assert.equal(await fixture.outbox.lease('second', now + 9_001, LEASE_MS), true);
      assert.equal(await fixture.outbox.lease('first', now + 9_002, LEASE_MS), false);
    });

    test('concurrent relays give each event one sequence, and no sequence to two events', async () => {
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
          assert.ok(Date.now() < deadline, 'the relays block each other');
          const last = !writing;
          // The loser of a race finds another's reservation and tries again.
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
  });
}
