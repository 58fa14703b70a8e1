/** Derived answers say when the newest event that they count happened; kept with the checkpoint, on the real stores. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt';
import { type HouseholdEvent, HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { partitionOf } from '../events/partitions.ts';
import type { EventStoreFixture } from '../testing/event-store-fixture.ts';
import { eventStoreFixtures } from '../testing/event-store-fixtures.ts';
import { uuidv7 } from '../values/ids.ts';
import type { EventBatch } from './checkpoints.ts';

const TOPIC = 'test.freshness';
const AT_MS = Date.UTC(2026, 2, 15, 12);

for (const kind of ['MongoDB', 'DynamoDB'] as const) {
  describe(`${kind} keeps the time of the newest event`, { concurrency: false }, () => {
    let fixture: EventStoreFixture;
    const household = uuidv7();
    const partition = partitionOf(household);
    const event = (sequence: bigint, occurMs: number): HouseholdEvent =>
      create(HouseholdEventSchema, {
        eventId: uuidv7(),
        sequence,
        householdId: household,
        occurTime: timestampFromMs(occurMs),
        change: { case: 'householdUpdated', value: {} },
      });
    const batchOf = (events: readonly HouseholdEvent[], first: bigint): EventBatch<HouseholdEvent> => ({
      topic: TOPIC,
      partition,
      events: events.map((one, i) => ({ event: one, offset: first + BigInt(i) })),
      nextOffset: first + BigInt(events.length),
    });
    const asOfMs = async () => {
      const { asOfTime } = await fixture.checkpoints.freshness(TOPIC, household);
      return asOfTime && timestampMs(asOfTime);
    };

    before(async () => {
      fixture = await eventStoreFixtures[kind]();
    });
    after(() => fixture.drop());

    test('none before the first event, then that of the last one applied', async () => {
      assert.equal(await asOfMs(), undefined);
      await fixture.apply(batchOf([event(1n, AT_MS), event(2n, AT_MS + 5)], 0n));
      assert.equal(await asOfMs(), AT_MS + 5);
    });

    test('events that were applied before, and batches without events, leave it as it is', async () => {
      await fixture.apply(batchOf([event(1n, AT_MS + 900)], 2n));
      await fixture.apply(batchOf([], 4n));
      assert.equal(await asOfMs(), AT_MS + 5);
      await fixture.apply(batchOf([event(3n, AT_MS + 50)], 4n));
      assert.equal(await asOfMs(), AT_MS + 50);
      assert.deepEqual(await fixture.checkpoints.checkpoint(TOPIC, partition), { sequence: 3n, nextOffset: 5n });
    });
  });
}
