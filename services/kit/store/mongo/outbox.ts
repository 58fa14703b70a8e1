/** The outbox of MongoDB stores: events are embedded in the document of their change, by single-document updates only. */
import { Binary, type Collection, type Db, Long } from 'mongodb';
import { stampSequence } from '../../events/wire-format.ts';
import { FIRST_SEQUENCE, type Outbox, type OutboxEvent, type StampedEvent } from '../outbox.ts';
import { bigintOf, isDuplicate } from './driver.ts';

/** An event embedded in the document that it describes, until it is published. */
export type OutboxEntry = { event_id: string; topic: string; key: string; payload: Binary; traceparent?: string };

export const outboxEntries = (events: readonly OutboxEvent[]): OutboxEntry[] =>
  events.map(({ eventId, topic, key, payload, traceparent }) => ({
    event_id: eventId,
    topic,
    key,
    payload: new Binary(payload),
    ...(traceparent && { traceparent }),
  }));

type OutboxDocument = { outbox: OutboxEntry[] };
type OutboxCollection = Collection<OutboxDocument>;

type RelayState = {
  _id: string;
  holder: string;
  expire_ms: number;
  last_sequence: Long;
  reserved: { event_id: string; sequence: Long }[];
};

/** The last sequence that was given out, and the events of the last reservation. */
const toReservations = (state: Pick<RelayState, 'last_sequence' | 'reserved'> | null) => ({
  last: bigintOf(state!.last_sequence),
  reserved: new Map(state!.reserved.map(({ event_id, sequence }) => [event_id, bigintOf(sequence)])),
});

/**
 * The outbox of documents that embed their events. Sequences are reserved by compare-and-set on the relay's own document.
 * Events that have a reservation and are still in their document are published first, with the sequence they had.
 */
export function mongoOutbox(db: Db, names: readonly string[]): Outbox {
  const collections = names.map((name) => db.collection<OutboxDocument>(name));
  const relay = db.collection<RelayState>('relay');
  const start = { last_sequence: Long.fromBigInt(FIRST_SEQUENCE), reserved: [] };
  /** What this relay has reserved last. Another relay's reservation fails the compare-and-set, and then it is read again. */
  let known: ReturnType<typeof toReservations> | undefined;

  return {
    async lease(holder, nowMs, forMs) {
      try {
        const { matchedCount, upsertedCount } = await relay.updateOne(
          { _id: 'relay', $or: [{ holder }, { expire_ms: { $lt: nowMs } }] },
          { $set: { holder, expire_ms: nowMs + forMs }, $setOnInsert: start },
          { upsert: true },
        );
        return matchedCount + upsertedCount === 1;
      } catch (error) {
        // Another holder's document stands in the way of the upsert.
        if (isDuplicate(error)) return false;
        throw error;
      }
    },
    async take(limit) {
      // Known before the entries are read: a reservation that another relay makes from here on fails the compare-and-set below.
      const { last, reserved } = known ?? toReservations(await relay.findOne({ _id: 'relay' }));
      const { entries, more } = await waitingEntries(collections, limit);
      if (more) {
        // Of what is reserved all comes first and in its order, so none of it may be out of sight.
        const seen = new Set(entries.map(({ event_id }) => event_id));
        entries.push(
          ...(await entriesOf(
            collections,
            [...reserved.keys()].filter((id) => !seen.has(id)),
          )),
        );
      }
      const again = entries
        .filter(({ event_id }) => reserved.has(event_id))
        .map((entry) => [entry, reserved.get(entry.event_id)!] as const)
        .sort(([, a], [, b]) => (a < b ? -1 : 1));
      if (again.length > 0) return again.map(([entry, sequence]) => toStamped(entry, sequence));
      if (entries.length === 0) return [];
      const fresh = entries.slice(0, limit).map((entry, i) => [entry, last + BigInt(i) + 1n] as const);
      const next = {
        last_sequence: Long.fromBigInt(fresh.at(-1)![1]),
        reserved: fresh.map(([{ event_id }, sequence]) => ({ event_id, sequence: Long.fromBigInt(sequence) })),
      };
      const unchanged = { _id: 'relay', last_sequence: Long.fromBigInt(last) };
      const { matchedCount } = await relay.updateOne(unchanged, { $set: next });
      known = matchedCount === 1 ? toReservations(next) : undefined;
      return known ? fresh.map(([entry, sequence]) => toStamped(entry, sequence)) : [];
    },
    async sent(events) {
      const ids = events.map(({ eventId }) => eventId);
      for (const collection of collections)
        await collection.updateMany(
          { 'outbox.event_id': { $in: ids } },
          { $pull: { outbox: { event_id: { $in: ids } } } },
        );
    },
  };
}

/** Entries in the order of their events. Those of one document keep its order, whatever the clocks of their writers. */
async function waitingEntries(
  collections: readonly OutboxCollection[],
  limit: number,
): Promise<{ entries: OutboxEntry[]; more: boolean }> {
  const ordered: { after: string; entry: OutboxEntry }[] = [];
  let more = false;
  for (const collection of collections) {
    const documents = await collection
      .find({ 'outbox.0': { $exists: true } }, { projection: { outbox: 1 } })
      .limit(limit)
      .toArray();
    more ||= documents.length === limit;
    for (const { outbox } of documents) {
      let after = '';
      for (const entry of outbox) {
        if (entry.event_id > after) after = entry.event_id;
        ordered.push({ after, entry });
      }
    }
  }
  ordered.sort((a, b) => (a.after < b.after ? -1 : a.after > b.after ? 1 : 0));
  return { entries: ordered.map(({ entry }) => entry), more };
}

/** The entries of these events that are still in a document. */
async function entriesOf(collections: readonly OutboxCollection[], ids: readonly string[]): Promise<OutboxEntry[]> {
  const entries: OutboxEntry[] = [];
  for (const collection of collections) {
    const documents = collection.find({ 'outbox.event_id': { $in: ids } }, { projection: { outbox: 1 } });
    for await (const { outbox } of documents) entries.push(...outbox.filter(({ event_id }) => ids.includes(event_id)));
  }
  return entries;
}

const toStamped = (entry: OutboxEntry, sequence: bigint): StampedEvent => ({
  eventId: entry.event_id,
  topic: entry.topic,
  key: entry.key,
  payload: stampSequence(entry.payload.value(), sequence),
  traceparent: entry.traceparent,
});
