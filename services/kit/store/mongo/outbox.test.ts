/** Relays of two processes on one MongoDB store, each with what it has reserved last in memory. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Db, MongoClient } from 'mongodb';
import { eventsOf, idsOf, sequencesOf } from '../../testing/household-events.ts';
import { createMongodbDatabase } from '../../testing/test-databases.ts';
import { uuidv7 } from '../../values/ids.ts';
import { mongoOutbox, outboxEntries } from './outbox.ts';

const database = createMongodbDatabase();
let client: MongoClient;
let db: Db;
before(async () => {
  client = await MongoClient.connect(database.url, { useBigInt64: true, retryWrites: false });
  db = client.db();
});
after(async () => {
  await client.close();
  await database.drop();
});

async function commit(): Promise<string> {
  const household = uuidv7();
  const [event] = eventsOf(household);
  await db
    .collection<{ _id: string; outbox: ReturnType<typeof outboxEntries> }>('household')
    .insertOne({ _id: household, outbox: outboxEntries([event!]) });
  return event!.eventId;
}

test('a relay whose reservation is no longer the last one publishes what the other has reserved, with the same sequence', async () => {
  const [first, second] = [mongoOutbox(db, ['household']), mongoOutbox(db, ['household'])];
  await first.lease('first', Date.now(), 60_000);
  const own = [await commit()];
  const taken = await first.take(5);
  assert.deepEqual(idsOf(taken), own);
  await first.sent(taken);
  const other = await commit();
  // The second relay stops before it has published.
  const reserved = await second.take(5);
  assert.deepEqual(idsOf(reserved), [other]);
  assert.deepEqual(await first.take(5), [], 'the reservation that it knows is not the last');
  const again = await first.take(5);
  assert.deepEqual([idsOf(again), sequencesOf(again)], [[other], sequencesOf(reserved)]);
  await first.sent(again);
  await commit();
  assert.deepEqual(sequencesOf(await first.take(5)), [sequencesOf(reserved)[0]! + 1n]);
});
