/** The contract of checkpoints and dead letters, on every kind of store, without Kafka. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PARTITIONS } from '#infra/topology.ts';
import { partitionOf } from '../events/partitions.ts';
import type { EventStoreFixture } from '../testing/event-store-fixture.ts';
import { eventStoreFixtures } from '../testing/event-store-fixtures.ts';
import { batchOf, eventsOf, idsOf, stamped, TOPIC } from '../testing/household-events.ts';
import { uuidv7 } from '../values/ids.ts';
import { CheckpointMovedError } from './checkpoints.ts';

for (const [kind, open] of Object.entries(eventStoreFixtures)) {
  describe(`checkpoints of ${kind}`, { concurrency: false }, () => {
    let fixture: EventStoreFixture;
    before(async () => {
      fixture = await open();
    });
    after(() => fixture.drop());

    test('repeated, overlapping and replayed batches change nothing', async () => {
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

    test('an effect that fails leaves the checkpoint unchanged, and is applied once afterwards', async () => {
      const household = uuidv7();
      const events = stamped(eventsOf(household, 4), 200n);
      let seen = 0;
      const broken = fixture.apply(batchOf(events, 2, 10), () => {
        if (++seen === 3) throw new Error('the process is killed here');
      });
      await assert.rejects(broken, /killed here/);
      assert.equal(await fixture.checkpoints.checkpoint(TOPIC, 2), undefined);
      await fixture.apply(batchOf(events, 2, 10));
      assert.deepEqual((await fixture.effects()).get(household), idsOf(events));
      assert.deepEqual(await fixture.checkpoints.checkpoint(TOPIC, 2), { sequence: 203n, nextOffset: 14n });
    });

    test('a batch that was read before the store was restored is rejected', async () => {
      const household = uuidv7();
      const events = stamped(eventsOf(household, 4), 800n);
      await fixture.apply(batchOf(events.slice(0, 1), 10));
      const restore = await fixture.backup();
      await fixture.apply(batchOf(events.slice(1, 3), 10, 1));
      const before = (await fixture.checkpoints.checkpoint(TOPIC, 10))!;
      await restore();
      await assert.rejects(fixture.apply({ ...batchOf(events.slice(3), 10, 3), checkpoint: before }));
      const checkpoint = (await fixture.checkpoints.checkpoints()).find(({ partition }) => partition === 10);
      assert.deepEqual(checkpoint, { topic: TOPIC, partition: 10, sequence: 800n, nextOffset: 1n });
      await fixture.apply(batchOf(events.slice(1), 10, 1));
      // MongoDB's effects are written before their checkpoint, and only when newer.
      if (kind !== 'MongoDB') assert.deepEqual((await fixture.effects()).get(household), idsOf(events));
    });

    test('a batch on a checkpoint that another consumer has moved is rejected, and takes effect once on the moved one', async () => {
      const household = uuidv7();
      const events = stamped(eventsOf(household, 4), 1_000n);
      const known = { sequence: 1_001n, nextOffset: 2n };
      await fixture.apply(batchOf(events.slice(0, 2), 0));
      assert.deepEqual(await fixture.checkpoints.checkpoint(TOPIC, 0), known);
      await fixture.apply(batchOf(events.slice(2, 3), 0, 2));
      const stale = batchOf(events.slice(2), 0, 2);
      await assert.rejects(fixture.apply({ ...stale, checkpoint: known }), CheckpointMovedError);
      // The offset alone does not tell that nothing was applied since.
      await assert.rejects(
        fixture.apply({ ...stale, checkpoint: { sequence: 1_001n, nextOffset: 3n } }),
        CheckpointMovedError,
      );
      const moved = (await fixture.checkpoints.checkpoint(TOPIC, 0))!;
      assert.deepEqual(moved, { sequence: 1_002n, nextOffset: 3n });
      await fixture.apply({ ...stale, checkpoint: moved });
      assert.deepEqual((await fixture.effects()).get(household), idsOf(events));
      assert.deepEqual(await fixture.checkpoints.checkpoint(TOPIC, 0), { sequence: 1_003n, nextOffset: 4n });
    });

    test('a batch on a checkpoint that its store has lost is rejected, and the store stays without one', async () => {
      const restore = await fixture.backup();
      const events = stamped(eventsOf(uuidv7(), 2), 1_100n);
      await fixture.apply(batchOf(events.slice(0, 1), 8));
      const known = (await fixture.checkpoints.checkpoint(TOPIC, 8))!;
      await restore();
      await assert.rejects(
        fixture.apply({ ...batchOf(events.slice(1), 8, 1), checkpoint: known }),
        CheckpointMovedError,
      );
      assert.equal(await fixture.checkpoints.checkpoint(TOPIC, 8), undefined);
    });

    test('two consumers that apply the same batch at once apply it once', async () => {
      const household = uuidv7();
      const events = stamped(eventsOf(household, 3), 300n);
      await Promise.allSettled([1, 2, 3].map(() => fixture.apply(batchOf(events, 3))));
      await fixture.apply(batchOf(events, 3));
      assert.deepEqual((await fixture.effects()).get(household), idsOf(events));
    });

    test('an empty batch advances the offset and keeps the sequence', async () => {
      await fixture.apply(batchOf(stamped(eventsOf(uuidv7()), 400n), 4));
      await fixture.apply({ topic: TOPIC, partition: 4, events: [], nextOffset: 9n });
      assert.deepEqual(await fixture.checkpoints.checkpoint(TOPIC, 4), { sequence: 400n, nextOffset: 9n });
    });

    test('a dead letter that is recorded twice is stored once', async () => {
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

    test('a household with a dead letter is incomplete until it is redriven; other households are complete', async () => {
      const [household, other] = [uuidv7(), uuidv7()];
      const incomplete = async (owner: string) => (await fixture.checkpoints.freshness(TOPIC, owner)).incomplete;
      const [deadLetter, unkeyed] = stamped([...eventsOf(household), ...eventsOf(other)], 600n);
      await fixture.apply({ topic: TOPIC, partition: 7, events: [], nextOffset: 2n });
      const aside = { topic: TOPIC, partition: 7, cause: 'a mistake of ours' };
      await fixture.checkpoints.recordDeadLetter({ ...aside, offset: 0n, key: household, sequence: 600n });
      assert.deepEqual(await Promise.all([household, other].map(incomplete)), [true, false]);
      // An event without a key may belong to any household.
      await fixture.checkpoints.recordDeadLetter({ ...aside, offset: 1n, key: '', sequence: 601n });
      assert.equal(await incomplete(other), true);
      await fixture.apply({ ...batchOf([unkeyed!], 7, 1), redriven: true });
      assert.deepEqual(await Promise.all([household, other].map(incomplete)), [true, false]);
      await fixture.apply({ ...batchOf([deadLetter!], 7), redriven: true });
      assert.equal(await incomplete(household), false);
    });

    test('a discarded dead letter is deleted once, and its household is complete', async () => {
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

    test('freshness is the last applied event of the household’s partition', async () => {
      // A topic of its own: the household's partition may be that of another test.
      const [topic, household] = ['test.fresh', uuidv7()];
      const partition = partitionOf(household);
      const current = async () => (await fixture.checkpoints.freshness(topic, household)).asOfSequence;
      assert.equal(await current(), 0n);
      await fixture.apply({ ...batchOf(stamped(eventsOf(household), 100n), partition), topic });
      await fixture.apply({ ...batchOf(stamped(eventsOf(uuidv7()), 200n), (partition + 1) % PARTITIONS), topic });
      assert.equal(await current(), 100n);
    });

    test('a dead letter that is published again has no effect', async () => {
      const household = uuidv7();
      const [aside, next] = stamped(eventsOf(household, 2), 900n);
      await fixture.apply({ topic: TOPIC, partition: 11, events: [], nextOffset: 1n, deadLetterSequence: 900n });
      await fixture.apply(batchOf([aside!, next!], 11, 1));
      assert.deepEqual((await fixture.effects()).get(household), [next!.eventId]);
      assert.deepEqual(await fixture.checkpoints.checkpoint(TOPIC, 11), { sequence: 901n, nextOffset: 3n });
    });

    test('a redriven dead letter is applied once, and the checkpoint stays', async () => {
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
      // MongoDB's effects are written only when newer, so the early one may have no effect.
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
