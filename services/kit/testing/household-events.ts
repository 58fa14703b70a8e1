/** Events of households for the tests of stores. */
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { type HouseholdEvent, HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { newEvent } from '../events/event.ts';
import { systemWriteContext } from '../rpc/write-context.ts';
import type { EventBatch } from '../store/checkpoints.ts';
import type { OutboxEvent, StampedEvent } from '../store/outbox.ts';
import { systemClock } from '../values/dates.ts';

export const TOPIC = 'test.household';

export const eventsOf = (household: string, count = 1): OutboxEvent[] =>
  Array.from({ length: count }, (_, i) =>
    newEvent(systemWriteContext(systemClock), HouseholdEventSchema, {
      topic: TOPIC,
      householdId: household,
      version: BigInt(i + 1),
      change: { case: 'householdUpdated', value: {} },
    }),
  );
export const idsOf = (events: readonly { eventId: string }[]): string[] => events.map(({ eventId }) => eventId);
export const decoded = ({ payload }: StampedEvent): HouseholdEvent => fromBinary(HouseholdEventSchema, payload);
export const sequencesOf = (events: readonly StampedEvent[]): bigint[] =>
  events.map((event) => decoded(event).sequence);

/** A batch of events as it comes from a partition. */
export function batchOf(
  events: readonly StampedEvent[],
  partition: number,
  firstOffset = 0,
): EventBatch<HouseholdEvent> {
  const received = events.map((event, i) => ({ event: decoded(event), offset: BigInt(firstOffset + i) }));
  return { topic: TOPIC, partition, events: received, nextOffset: BigInt(firstOffset + events.length) };
}

/** Events with sequences from `first` on, as a relay would publish them. */
export const stamped = (events: readonly OutboxEvent[], first: bigint): StampedEvent[] =>
  events.map((event, i) => {
    const message = fromBinary(HouseholdEventSchema, event.payload);
    message.sequence = first + BigInt(i);
    return { ...event, payload: toBinary(HouseholdEventSchema, message) };
  });
