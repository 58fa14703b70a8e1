/** The event store fixture of MongoDB. */
import { randomUUID } from 'node:crypto';
import { Long, MongoClient } from 'mongodb';
import { addresses } from '#infra/local/addresses.ts';
import { mongoApply } from '../store/mongo/apply.ts';
import { mongoCheckpoints } from '../store/mongo/checkpoints.ts';
import { isDuplicate } from '../store/mongo/driver.ts';
import { mongoIdempotency, type Written, withoutIdempotencyKey } from '../store/mongo/idempotency.ts';
import { mongoOutbox, type OutboxEntry, outboxEntries } from '../store/mongo/outbox.ts';
import type { EventStoreFixture } from './event-store-fixture.ts';
import { rowCreatedEvent } from './row-event.ts';

type HouseholdDocument = { _id: string; outbox: OutboxEntry[] };
type RowDocument = HouseholdDocument & { written: Written[] };

export async function mongoFixture(): Promise<EventStoreFixture> {
  const client = new MongoClient(addresses().urls.mongodb, { useBigInt64: true, retryWrites: false });
  const db = client.db(`test_${randomUUID().replaceAll('-', '')}`);
  const effects = db.collection<{ _id: string; last: Long; ids: string[] }>('effect');
  const rows = db.collection<RowDocument>('row');
  const checkpoints = mongoCheckpoints(db);
  const apply = mongoApply(checkpoints, async () => {});
  const idempotency = mongoIdempotency(db, 'row');
  await idempotency.migrate();
  return {
    outbox: mongoOutbox(db, ['household', 'row']),
    checkpoints,
    idempotency,
    async commit(events) {
      for (const [household, own] of Map.groupBy(events, ({ key }) => key)) {
        const outbox = { $each: outboxEntries(own) };
        await db
          .collection<HouseholdDocument>('household')
          .updateOne({ _id: household }, { $push: { outbox } }, { upsert: true });
      }
    },
    commitWrite: (write, { id, response }, before = async () => {}) =>
      idempotency.once(write, response, async (written) => {
        await before();
        const outbox = outboxEntries([rowCreatedEvent(write, id)]);
        await rows.insertOne({ _id: id, outbox, written: [written ?? withoutIdempotencyKey(id)] });
      }),
    rows: () => rows.distinct('_id'),
    apply: (batch, after) =>
      apply(batch, async (events) => {
        for (const event of events) {
          const sequence = Long.fromBigInt(event.sequence);
          const older = { _id: event.householdId, last: { $lt: sequence } };
          const grown = { $push: { ids: event.eventId }, $set: { last: sequence } };
          // The upsert of an event that took effect before finds its document taken.
          await effects.updateOne(older, grown, { upsert: true }).catch((error) => {
            if (!isDuplicate(error)) throw error;
          });
          after?.(event);
        }
      }),
    effects: async () => new Map((await effects.find().toArray()).map(({ _id, ids }) => [_id, ids])),
    async backup() {
      const collections = [effects, db.collection('watermark')];
      const kept = await Promise.all(collections.map((collection) => collection.find({}).toArray()));
      return async () => {
        for (const [i, collection] of collections.entries()) {
          await collection.deleteMany({});
          if (kept[i]!.length > 0) await collection.insertMany(kept[i] as never[]);
        }
      };
    },
    async drop() {
      await db.dropDatabase();
      await client.close();
    },
  };
}
