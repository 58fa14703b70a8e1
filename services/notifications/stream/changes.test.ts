/** Changes are sent to open streams with the checkpoint of their batch, or not at all. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import pg from 'pg';
import { TransactionEventSchema } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { topics } from '#infra/topology.ts';
import { type Checkpoint, CheckpointMovedError } from '#kit/store/checkpoints.ts';
import { createPostgresDatabase } from '#kit/testing/test-databases.ts';
import { systemClock } from '#kit/values/dates.ts';
import { uuidv7 } from '#kit/values/ids.ts';
import { subscriptions } from '../consume.ts';
import { type NotificationStore, openStore } from '../store.ts';
import { CHANNEL } from './pg-listener.ts';

const database = await createPostgresDatabase();
const household = uuidv7();
let store: NotificationStore;
let listener: pg.Client;
const received: string[] = [];

before(async () => {
  store = await openStore(database.url);
  await store.migrate();
  listener = new pg.Client(database.url);
  await listener.connect();
  listener.on('notification', ({ payload }) => received.push(payload!));
  await listener.query(`listen ${CHANNEL}`);
});
after(async () => {
  await listener.end();
  await store.close();
  await database.drop();
});

/** Applies an event of this sequence, which is also its offset, and returns what streams have received since. */
async function apply(sequence: bigint, checkpoint?: Checkpoint): Promise<string[]> {
  const event = create(TransactionEventSchema, { eventId: uuidv7(), householdId: household, sequence });
  const batch = {
    topic: topics.transaction,
    partition: 0,
    events: [{ event, offset: sequence }],
    nextOffset: sequence + 1n,
    ...(checkpoint && { checkpoint }),
  };
  received.length = 0;
  const parts = { store, clock: systemClock, publicUrl: 'http://localhost', wake: () => {} };
  const consume = subscriptions(parts).find(({ topic }) => topic === topics.transaction)!;
  await consume.apply(batch as never);
  // What was sent before an answer comes before it.
  await listener.query('select 1');
  return [...received];
}

const stored = () => store.checkpoints.checkpoint(topics.transaction, 0);

test('a batch on a known checkpoint sends what one that reads it sends, once', async () => {
  const change = (sequence: bigint) => `change|${household}|1|${sequence}`;
  assert.deepEqual(await apply(1n), [change(1n)]);
  const known = await stored();
  assert.deepEqual(await apply(2n, known), [change(2n)]);
  assert.deepEqual(await stored(), { sequence: 2n, nextOffset: 3n });
  await assert.rejects(apply(2n, known), CheckpointMovedError);
  assert.deepEqual([received, await stored()], [[], { sequence: 2n, nextOffset: 3n }]);
  assert.deepEqual(await apply(2n, await stored()), [], 'the event was applied before');
});
