import { HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { newEvent } from '../events/event.ts';
import type { WriteContext } from '../rpc/write-context.ts';
import type { OutboxEvent } from '../store/outbox.ts';

/** For tests: the event of a row that a write has created. */
export const rowCreatedEvent = (write: WriteContext, id: string): OutboxEvent =>
  newEvent(write, HouseholdEventSchema, {
    householdId: id,
    version: 1n,
    change: { case: 'householdCreated', value: { after: { id } } },
    topic: 'test.household',
  });
