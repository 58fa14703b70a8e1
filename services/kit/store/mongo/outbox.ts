/** Outbox, answers of writes and watermark in MongoDB, by single-document atomic updates only. */

import type { Message } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { ConnectError } from '@connectrpc/connect';
import { Binary, type Collection, type Db, Long, MongoServerError } from 'mongodb';
import { partitionOf } from '../../events/kafka.ts';
import type { Outbox, Stamped } from '../../events/relay.ts';
import { stampSequence } from '../../events/wire-format.ts';
import {
  DuplicateRequestError,
  type IdempotencyStore,
  type OutboxEvent,
  type WriteContext,
} from '../../rpc/write-context.ts';
import { uuidv7 } from '../../values/ids.ts';
import { largest } from '../../values/money.ts';
import type { AppliedEvent, Checkpoint, CheckpointStore, EventBatch } from '../checkpoints.ts';
import { StaleDecisionError } from '../stale-decision.ts';
import { purgeMongoRequests } from '../unkeyed-requests.ts';

const FIRST_SEQUENCE = 1n << 48n;
const DUPLICATE_KEY = 11_000;

/** An event embedded in the document it tells of, until it was published. */
export type OutboxEntry = { event_id: string; topic: string; key: string; payload: Binary; traceparent?: string };

export const outboxEntries = (events: readonly OutboxEvent[]): OutboxEntry[] =>
  events.map(({ eventId, topic, key, payload, traceparent }) => ({
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
      for await (const { outbox } of documents)
        entries.push(...outbox.filter(({ event_id }) => ids.includes(event_id)));
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
      const reserved = new Map(state!.reserved.map(({ event_id, sequence }) => [event_id, bigintOf(sequence)]));
      const { entries, more } = await waiting(limit);
      if (more) {
        // Of what is reserved all comes first and in its order, so none of it may be out of sight.
        const seen = new Set(entries.map(({ event_id }) => event_id));
        entries.push(...(await named([...reserved.keys()].filter((id) => !seen.has(id)))));
      }
      const again = entries
        .filter(({ event_id }) => reserved.has(event_id))
        .map((entry) => [entry, reserved.get(entry.event_id)!] as const)
        .sort(([, a], [, b]) => (a < b ? -1 : 1));
      if (again.length > 0) return again.map(([entry, sequence]) => toStamped(entry, sequence));
      if (entries.length === 0) return [];
      const last = bigintOf(state!.last_sequence);
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
export const bigintOf = (value: Long | bigint | number): bigint =>
  Long.isLong(value) ? value.toBigInt() : BigInt(value);

export const isDuplicate = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === DUPLICATE_KEY;

const toStamped = (entry: OutboxEntry, sequence: bigint): Stamped => ({
  eventId: entry.event_id,
  topic: entry.topic,
  key: entry.key,
  payload: stampSequence(entry.payload.value(), sequence),
  traceparent: entry.traceparent,
});

/** One try of a write under a request id, with what it answers. */
type Attempt = { attempt: string; hash: string; answer: Binary };
/** `done` names the attempt that has written, once that is known. */
type RequestDocument = { _id: string; attempts: Attempt[]; create_time: Date; done: string };

/** What a document keeps of a request that has written it. */
export type Written = { readonly key: string; readonly attempt: string };

/** What a document keeps that no request has written. */
export const withoutIdempotencyKey = (id: string): Written => ({ key: id, attempt: '' });

const requestKey = ({ scope, requestId }: { scope: string; requestId: string }): string => `${scope}|${requestId}`;

/** A reservation that is older and was never finished may belong to a process that died before it wrote, or only hangs. */
const RESERVED_MS = 10_000;

export type MongoIdempotency = IdempotencyStore & {
  /** Runs `write` under the act's request id, of which it embeds what it is given in the field `written` of its document. */
  once<Answer extends Message>(
    act: WriteContext,
    answer: Answer,
    write: (written: Written | undefined) => Promise<void>,
  ): Promise<Answer>;
  ensure(): Promise<void>;
};

/**
 * Answers of writes, for 48 hours, in a document of their own: reserved before the write, done after it. A reservation that
 * was left behind is taken over by another attempt; of two that go on after all, the unique index lets one write.
 */
export function mongoIdempotency(db: Db, collection: string): MongoIdempotency {
  const requests: Collection<RequestDocument> = db.collection('request');
  const documents: Collection<{ _id: string; written: Written[] }> = db.collection(collection);

  async function reserve(_id: string, own: Attempt): Promise<void> {
    const now = Date.now();
    try {
      await requests.insertOne({ _id, attempts: [own], create_time: new Date(now), done: '' });
      return;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
    if (await writerOf(_id)) throw new DuplicateRequestError();
    const { matchedCount } = await requests.updateOne(
      { _id, done: '', create_time: { $lt: new Date(now - RESERVED_MS) } },
      { $push: { attempts: own }, $set: { create_time: new Date(now) } },
    );
    if (matchedCount === 0) throw new DuplicateRequestError();
  }

  /** The attempt that has written a document under this request. */
  async function writerOf(_id: string): Promise<string | undefined> {
    const found = await documents.findOne({ 'written.key': _id }, { projection: { written: 1 } });
    return found?.written.find(({ key }) => key === _id)?.attempt;
  }

  /** What was refused wrote nothing, so its request id is free again, unless another attempt has it. */
  async function release(_id: string, { attempt }: Attempt): Promise<void> {
    await requests.updateOne({ _id }, { $pull: { attempts: { attempt } } });
    await requests.deleteOne({ _id, done: '', attempts: { $size: 0 } });
  }

  return {
    async find(ticket) {
      const found = await requests.findOne({ _id: requestKey(ticket) });
      if (!found) return undefined;
      const writer = found.done || (await writerOf(found._id));
      const winner = found.attempts.find(({ attempt }) => attempt === writer);
      return winner && { hash: winner.hash, answer: winner.answer.value() };
    },
    async once(act, answer, write) {
      if (!act.idempotencyKey) {
        await write(undefined);
        return answer;
      }
      const _id = requestKey(act.idempotencyKey);
      const { hash } = act.idempotencyKey;
      const own: Attempt = { attempt: uuidv7(), hash, answer: new Binary(act.idempotencyKey.encode(answer)) };
      await reserve(_id, own);
      try {
        await write({ key: _id, attempt: own.attempt });
      } catch (error) {
        if (isDuplicate(error)) throw new DuplicateRequestError();
        if (error instanceof ConnectError || error instanceof StaleDecisionError) await release(_id, own);
        throw error;
      }
      await requests.updateOne({ _id }, { $set: { done: own.attempt } });
      return answer;
    },
    async ensure() {
      await purgeMongoRequests(db);
      await requests.createIndex({ create_time: 1 }, { expireAfterSeconds: 48 * 3600 });
      // A unique index takes a document that has none for one that has the key null.
      for await (const { _id } of documents.find({ 'written.0': { $exists: false } }, { projection: { _id: 1 } }))
        await documents.updateOne({ _id }, { $set: { written: [withoutIdempotencyKey(_id)] } });
      await documents.createIndex({ 'written.key': 1 }, { unique: true });
    },
  };
}

type WatermarkDocument = {
  _id: string;
  topic: string;
  sequence: Long;
  next_offset: Long;
  /** When the newest event applied happened; missing in older ones. */
  occur_time?: Date;
};
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

export type MongoCheckpoints = CheckpointStore & {
  /** Events of a batch that are newer than the watermark. */
  unapplied<Event extends { sequence: bigint }>(batch: EventBatch<Event>): Promise<Event[]>;
  /**
   * Moves the watermark after the effects, each of which is written only when newer and so may be repeated. Throws when it
   * does not stand where it was read: another has applied the batch, or the store has gone back.
   */
  advance(batch: EventBatch<AppliedEvent>): Promise<void>;
};

/** `names` of the collections, where there may be several. */
export function mongoCheckpoints(db: Db, names = { watermark: 'watermark', skipped: 'skipped' }): MongoCheckpoints {
  const skipped: Collection<SkippedDocument> = db.collection(names.skipped);
  const watermarks: Collection<WatermarkDocument> = db.collection(names.watermark);
  const id = (topic: string, partition: number) => `${topic}|${partition}`;
  return {
    async checkpoint(topic, partition): Promise<Checkpoint | undefined> {
      const found = await watermarks.findOne({ _id: id(topic, partition) });
      return found ? { sequence: bigintOf(found.sequence), nextOffset: bigintOf(found.next_offset) } : undefined;
    },
    async checkpoints() {
      const all = await watermarks.find().toArray();
      return all.map(({ _id, topic, sequence, next_offset }) => ({
        topic,
        partition: Number(_id.slice(topic.length + 1)),
        sequence: bigintOf(sequence),
        nextOffset: bigintOf(next_offset),
      }));
    },
    async recordDeadLetter({ topic, partition, offset, key, sequence, cause }) {
      const numbers = { offset: Long.fromBigInt(offset), sequence: Long.fromBigInt(sequence) };
      const document = { topic, partition, key, ...numbers, cause };
      await skipped.updateOne({ _id: `${id(topic, partition)}|${offset}` }, { $set: document }, { upsert: true });
    },
    async deadLetters() {
      const all = await skipped.find().sort({ topic: 1, partition: 1, offset: 1 }).toArray();
      return all.map(({ topic, partition, offset, key, sequence, cause }) => ({
        topic,
        partition,
        offset: bigintOf(offset),
        key: key ?? '',
        sequence: bigintOf(sequence),
        cause,
      }));
    },
    async unapplied({ topic, partition, events, checkpoint: known, redriven }) {
      const before = redriven ? 0n : ((known ?? (await this.checkpoint(topic, partition)))?.sequence ?? 0n);
      return events.map(({ event }) => event).filter(({ sequence }) => sequence > before);
    },
    async advance({ topic, partition, events, nextOffset, skippedSequence, checkpoint: known, redriven }) {
      if (redriven) {
        await skipped.deleteMany({ _id: { $in: events.map(({ offset }) => `${id(topic, partition)}|${offset}`) } });
        return;
      }
      const before = known ?? (await this.checkpoint(topic, partition));
      const stored = before ? Long.fromBigInt(before.nextOffset) : { $exists: false };
      const last = events.at(-1)?.event;
      const sequence = Long.fromBigInt(largest([last?.sequence ?? skippedSequence ?? 0n, before?.sequence ?? 0n]));
      const isNewer = last?.occurTime !== undefined && last.sequence > (before?.sequence ?? 0n);
      const occurred = isNewer ? { occur_time: timestampDate(last.occurTime!) } : {};
      try {
        await watermarks.updateOne(
          { _id: id(topic, partition), next_offset: stored },
          { $set: { topic, next_offset: Long.fromBigInt(nextOffset), sequence, ...occurred } },
          { upsert: true },
        );
      } catch (error) {
        if (isDuplicate(error)) throw new Error('the watermark was moved meanwhile');
        throw error;
      }
    },
    async discardDeadLetter({ topic, partition, offset }) {
      const { deletedCount } = await skipped.deleteOne({ _id: `${id(topic, partition)}|${offset}` });
      return deletedCount === 1;
    },
    async freshness(topic, household) {
      const [stands, one] = await Promise.all([
        watermarks.findOne({ _id: id(topic, partitionOf(household)) }),
        skipped.findOne({ key: { $in: [household, '', null] } }, { projection: { _id: 1 } }),
      ]);
      return {
        asOfSequence: stands ? bigintOf(stands.sequence) : 0n,
        ...(stands?.occur_time && { asOfTime: timestampFromDate(stands.occur_time) }),
        incomplete: one !== null,
      };
    },
  };
}
