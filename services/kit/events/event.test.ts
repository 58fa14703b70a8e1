import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, fromBinary } from '@bufbuild/protobuf';
import { HouseholdEventSchema } from '#gen/melo/users/v1/household_event_pb.ts';
import { SessionEventSchema } from '#gen/melo/users/v1/session_event_pb.ts';
import { topics } from '#infra/topology.ts';
import { systemWriteContext } from '../rpc/write-context.ts';
import { systemClock } from '../values/dates.ts';
import { newEvent, topicOf } from './event.ts';
import { resourceChange } from './resource-change.ts';

test('the topic of an event follows from its schema', () => {
  assert.equal(topicOf(HouseholdEventSchema), topics.household);
  assert.equal(topicOf({ typeName: 'melo.reports.v1.ExchangeRateEvent' }), 'melo.reports.v1.exchange_rate');
  assert.throws(() => topicOf({ typeName: 'melo.users.v1.Household' }), /not an event/);
});

test('an event is keyed by its household unless it has a key of its own', () => {
  const write = systemWriteContext(systemClock);
  const change = { case: 'householdCreated', value: { after: { id: 'h', name: 'Home' } } } as const;
  const event = newEvent(write, HouseholdEventSchema, { householdId: 'h', version: 3n, change });
  assert.deepEqual([event.key, event.topic], ['h', topics.household]);
  const decoded = fromBinary(HouseholdEventSchema, event.payload);
  assert.equal(decoded.eventId, event.eventId);
  assert.equal(decoded.version, 3n);
  assert.equal(resourceChange(decoded).after!.name, 'Home');
  const revoked = { case: 'sessionRevoked', value: { sessionId: 's' } } as const;
  assert.equal(
    newEvent(write, SessionEventSchema, { householdId: '', version: 0n, change: revoked, key: 'u' }).key,
    'u',
  );
});

test('a change holds the resource before and after, or neither when it is about none', () => {
  const [before, after] = [{ id: 'h' }, { id: 'h', name: 'New' }];
  const updated = create(HouseholdEventSchema, { change: { case: 'householdUpdated', value: { before, after } } });
  assert.equal(resourceChange(updated).before!.id, 'h');
  assert.equal(resourceChange(updated).after!.name, 'New');
  const deleted = create(HouseholdEventSchema, { change: { case: 'householdDeleted', value: { before } } });
  assert.equal(resourceChange(deleted).after, undefined);
  assert.deepEqual(resourceChange(create(HouseholdEventSchema)), {});
});
