/** Outbox, answers of writes and watermark in MongoDB, by single-document atomic updates only. */

import type { Message } from '@bufbuild/protobuf';
import { ConnectError } from '@connectrpc/connect';
import { Binary, type Collection, type Db, Long, MongoServerError } from 'mongodb';
import { type Act, type Requests, TicketTaken, type Told } from '../act.ts';
import { largest } from '../money.ts';
import type { Batch, Position, Positions } from './consume.ts';
import { stampSequence } from './frame.ts';
import type { Outbox, Stamped } from './relay.ts';

const FIRST_SEQUENCE = 1n << 48n;
const DUPLICATE_KEY = 11_000;

/** An event embedded in the document it tells of, until it was published. */
export type OutboxEntry = { event_id: string; topic: string; key: string; payload: Binary; traceparent?: string };

export const outboxEntries = (told: readonly Told[]): OutboxEntry[] =>
  told.map(({ eventId, topic, key, payload, traceparent }) => ({
    event_id: eventId,
    topic,
    key,
    payload: new Binary(payload),
    ...(traceparent && { traceparent }),
  }));

type RelayState = {
  _id: string;
  holder: string;
  expire_ms: number;
  last_sequence: Long;
  reserved: { event_id: string; sequence: Long }[];
};

/**
 * The relay of documents that embed their outbox: sequences are reserved for named events by compare-and-set on the
 * relay's own document; what a reservation names and a document still holds is published first, with the number it had.
 */
export function mongoOutbox(db: Db, collections: readonly string[]): Outbox {
  const relay = db.collection<RelayState>('relay');
  const start = { last_sequence: Long.fromBigInt(FIRST_SEQUENCE), reserved: [] };

  /** Entries in the order they happened: a document's as they stand in it, whatever the clocks of those who wrote them. */
  async function waiting(limit: number): Promise<{ entries: OutboxEntry[]; more: boolean }> {
    const ordered: { after: string; entry: OutboxEntry }[] = [];
    let more = false;
    for (const name of collections) {
      const documents = await db
        .collection<{ outbox: OutboxEntry[] }>(name)
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

  async function named(ids: readonly string[]): Promise<OutboxEntry[]> {
    const entries: OutboxEntry[] = [];
    for (const name of collections) {
      const documents = db
        .collection<{ outbox: OutboxEntry[] }>(name)
        .find({ 'outbox.event_id': { $in: ids } }, { projection: { outbox: 1 } });
      for await (const { outbox } of documents) entries.push(...outbox);
    }
    return entries;
  }

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
      // Read before the entries: a reservation that another relay makes from here on fails the compare-and-set below.
      const state = await relay.findOne({ _id: 'relay' });
      const reserved = new Map(state!.reserved.map(({ event_id, sequence }) => [event_id, bigOf(sequence)]));
      const { entries, more } = await waiting(limit);
      if (more && !entries.some(({ event_id }) => reserved.has(event_id)))
        entries.push(...(await named([...reserved.keys()])));
      const again = entries
        .filter(({ event_id }) => reserved.has(event_id))
        .map((entry) => [entry, reserved.get(entry.event_id)!] as const)
        .sort(([, a], [, b]) => (a < b ? -1 : 1));
      if (again.length > 0) return again.map(([entry, sequence]) => toStamped(entry, sequence));
      if (entries.length === 0) return [];
      const last = bigOf(state!.last_sequence);
      const fresh = entries.slice(0, limit).map((entry, i) => [entry, last + BigInt(i) + 1n] as const);
      const { matchedCount } = await relay.updateOne(
        { _id: 'relay', last_sequence: Long.fromBigInt(last) },
        {
          $set: {
            last_sequence: Long.fromBigInt(fresh.at(-1)![1]),
            reserved: fresh.map(([{ event_id }, sequence]) => ({ event_id, sequence: Long.fromBigInt(sequence) })),
          },
        },
      );
      return matchedCount === 1 ? fresh.map(([entry, sequence]) => toStamped(entry, sequence)) : [];
    },
    async sent(events) {
      const ids = events.map(({ eventId }) => eventId);
      for (const name of collections) {
        await db
          .collection<{ outbox: OutboxEntry[] }>(name)
          .updateMany({ 'outbox.event_id': { $in: ids } }, { $pull: { outbox: { event_id: { $in: ids } } } });
      }
    },
  };
}

/** A 64-bit integer as the driver answers it, with or without promotion. */
export const bigOf = (value: Long | bigint | number): bigint => (Long.isLong(value) ? value.toBigInt() : BigInt(value));

export const isDuplicate = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === DUPLICATE_KEY;

const toStamped = (entry: OutboxEntry, sequence: bigint): Stamped => ({
  eventId: entry.event_id,
  topic: entry.topic,
  key: entry.key,
  payload: stampSequence(entry.payload.value(), sequence),
  traceparent: entry.traceparent,
});

type RequestDocument = { _id: string; hash: string; answer: Binary; create_time: Date; done: boolean };

const requestKey = ({ scope, requestId }: { scope: string; requestId: string }): string => `${scope}|${requestId}`;

/** A reservation that is older and was never finished belongs to a process that died before it wrote. */
const RESERVED_MS = 10_000;

export type MongoRequests = Requests & {
  /** Runs `write` under the act's request id, which it embeds as an element of `requests` in the document it writes. */
  once<Answer extends Message>(
    act: Act,
    answer: Answer,
    write: (requestKey: string | undefined) => Promise<void>,
  ): Promise<Answer>;
  ensure(): Promise<void>;
};

/**
 * Answers of writes, for 48 hours, in a document of their own: reserved before the write, done after it.
 * A reservation that was left behind counts only when the written document names it.
 */
export function mongoRequests(db: Db, collection: string): MongoRequests {
  const requests: Collection<RequestDocument> = db.collection('request');

  async function reserve({ ticket, now }: Act, answer: Message): Promise<void> {
    const document = {
      hash: ticket!.hash,
      answer: new Binary(ticket!.encode(answer)),
      create_time: new Date(now.epochMilliseconds),
      done: false,
    };
    const _id = requestKey(ticket!);
    try {
      await requests.insertOne({ _id, ...document });
      return;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
    if (await isWritten(_id)) throw new TicketTaken();
    const stale = { $lt: new Date(now.epochMilliseconds - RESERVED_MS) };
    const { matchedCount } = await requests.updateOne({ _id, done: false, create_time: stale }, { $set: document });
    if (matchedCount === 0) throw new TicketTaken();
  }

  /** Whether a document names the request, so that what was reserved was also written. */
  const isWritten = async (_id: string): Promise<boolean> =>
    (await db.collection(collection).findOne({ requests: _id }, { projection: { _id: 1 } })) !== null;

  return {
    async find(ticket) {
      const found = await requests.findOne({ _id: requestKey(ticket) });
      if (!found) return undefined;
      const written = found.done || (await isWritten(found._id));
      return written ? { hash: found.hash, answer: found.answer.value() } : undefined;
    },
    async once(act, answer, write) {
      if (!act.ticket) {
        await write(undefined);
        return answer;
      }
      const _id = requestKey(act.ticket);
      await reserve(act, answer);
      try {
        await write(_id);
      } catch (error) {
        // What was refused wrote nothing, so its request id is free again.
        if (error instanceof ConnectError) await requests.deleteOne({ _id });
        throw error;
      }
      await requests.updateOne({ _id }, { $set: { done: true } });
      return answer;
    },
    async ensure() {
      await requests.createIndex({ create_time: 1 }, { expireAfterSeconds: 48 * 3600 });
    },
  };
}

type WatermarkDocument = { _id: string; topic: string; sequence: Long; next_offset: Long };
type SkippedDocument = {
  _id: string;
  topic: string;
  partition: number;
  offset: Long;
  /** Missing in older ones. */
  key?: string | null;
  sequence: Long;
  cause: string;
};

export type MongoPositions = Positions & {
  /** Events of a batch that are newer than the watermark. */
  fresh<Event extends { sequence: bigint }>(batch: Batch<Event>): Promise<Event[]>;
  /** Moves the watermark after the effects, each of which is written only when newer and so may be repeated. */
  moved(batch: Batch<{ sequence: bigint }>): Promise<void>;
};

/** `names` of the collections, where there may be several. */
export function mongoPositions(db: Db, names = { watermark: 'watermark', skipped: 'skipped' }): MongoPositions {
  const skipped: Collection<SkippedDocument> = db.collection(names.skipped);
  const watermarks: Collection<WatermarkDocument> = db.collection(names.watermark);
  const id = (topic: string, partition: number) => `${topic}|${partition}`;
  return {
    async position(topic, partition): Promise<Position | undefined> {
      const found = await watermarks.findOne({ _id: id(topic, partition) });
      return found ? { sequence: bigOf(found.sequence), nextOffset: bigOf(found.next_offset) } : undefined;
    },
    async skip({ topic, partition, offset, key, sequence, cause }) {
      const numbers = { offset: Long.fromBigInt(offset), sequence: Long.fromBigInt(sequence) };
      const document = { topic, partition, key, ...numbers, cause };
      await skipped.updateOne({ _id: `${id(topic, partition)}|${offset}` }, { $set: document }, { upsert: true });
    },
    async skipped() {
      const all = await skipped.find().sort({ topic: 1, partition: 1, offset: 1 }).toArray();
      return all.map(({ topic, partition, offset, key, sequence, cause }) => ({
        topic,
        partition,
        offset: bigOf(offset),
        key: key ?? '',
        sequence: bigOf(sequence),
        cause,
      }));
    },
    async fresh({ topic, partition, events, before: known, redriven }) {
      const before = redriven ? 0n : ((known ?? (await this.position(topic, partition)))?.sequence ?? 0n);
      return events.map(({ event }) => event).filter(({ sequence }) => sequence > before);
    },
    async moved({ topic, partition, events, nextOffset, before: known, redriven }) {
      if (redriven) {
        await skipped.deleteMany({ _id: { $in: events.map(({ offset }) => `${id(topic, partition)}|${offset}`) } });
        return;
      }
      const before = (known ?? (await this.position(topic, partition)))?.sequence ?? 0n;
      const last = events.at(-1)?.event.sequence ?? 0n;
      const sequence = last > before ? last : before;
      await watermarks.updateOne(
        { _id: id(topic, partition) },
        { $set: { topic, next_offset: Long.fromBigInt(nextOffset), sequence: Long.fromBigInt(sequence) } },
        { upsert: true },
      );
    },
    async forget({ topic, partition, offset }) {
      const { deletedCount } = await skipped.deleteOne({ _id: `${id(topic, partition)}|${offset}` });
      return deletedCount === 1;
    },
    async freshness(topic, household) {
      const [all, one] = await Promise.all([
        watermarks.find({ topic }).toArray(),
        skipped.findOne({ key: { $in: [household, '', null] } }, { projection: { _id: 1 } }),
      ]);
      return { asOfSequence: largest(all.map(({ sequence }) => bigOf(sequence))), incomplete: one !== null };
    },
  };
}
