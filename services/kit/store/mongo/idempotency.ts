/** Idempotency records of MongoDB stores: reserved before the write, done after it. */
import { ConnectError } from '@connectrpc/connect';
import { Binary, type Collection, type Db } from 'mongodb';
import type { WriteContext } from '../../rpc/write-context.ts';
import { uuidv7 } from '../../values/ids.ts';
import { DuplicateRequestError, type IdempotencyStore } from '../idempotency.ts';
import { StaleDecisionError } from '../stale-decision.ts';
import { purgeMongoRequests } from '../unkeyed-requests.ts';
import { isDuplicate } from './driver.ts';

/** One attempt of a write under a request ID, with its response. */
type Attempt = { attempt: string; hash: string; answer: Binary };
/** `done` names the attempt that has written, once that is known. */
type RequestDocument = { _id: string; attempts: Attempt[]; create_time: Date; done: string };

/** The mark of a request in the document that it has written. */
export type Written = { readonly key: string; readonly attempt: string };

/** The mark of a document that no request has written. */
export const withoutIdempotencyKey = (id: string): Written => ({ key: id, attempt: '' });

const requestKey = ({ scope, requestId }: { scope: string; requestId: string }): string => `${scope}|${requestId}`;

/** An older unfinished reservation belongs to a process that died before it wrote, or that hangs. */
const RESERVED_MS = 10_000;
const KEPT_SECONDS = 48 * 3600;

export type MongoIdempotency = IdempotencyStore & {
  /** Runs `work` under the write's request ID. `work` stores the mark that it gets in the field `written` of its document. */
  once<Response extends object>(
    write: WriteContext,
    response: Response,
    work: (written: Written | undefined) => Promise<void>,
  ): Promise<Response>;
  migrate(): Promise<void>;
};

/**
 * Records responses for 48 hours, in a document of their own. An abandoned reservation is taken over by another attempt. When
 * both go on after all, the unique index of `written.key` lets only one of them write. `collection` holds the written documents.
 */
export function mongoIdempotency(db: Db, collection: string): MongoIdempotency {
  const requests: Collection<RequestDocument> = db.collection('request');
  const documents: Collection<{ _id: string; written: Written[] }> = db.collection(collection);
  return {
    async find(key) {
      const found = await requests.findOne({ _id: requestKey(key) });
      if (!found) return undefined;
      const writer = found.done || (await writerOf(documents, found._id));
      const winner = found.attempts.find(({ attempt }) => attempt === writer);
      return winner && { hash: winner.hash, response: winner.answer.value() };
    },
    async once({ idempotencyKey: key }, response, work) {
      if (!key) {
        await work(undefined);
        return response;
      }
      const _id = requestKey(key);
      const own: Attempt = { attempt: uuidv7(), hash: key.hash, answer: new Binary(key.encode(response)) };
      await reserve(requests, documents, _id, own);
      try {
        await work({ key: _id, attempt: own.attempt });
      } catch (error) {
        if (isDuplicate(error)) throw new DuplicateRequestError();
        if (error instanceof ConnectError || error instanceof StaleDecisionError) await release(requests, _id, own);
        throw error;
      }
      await requests.updateOne({ _id }, { $set: { done: own.attempt } });
      return response;
    },
    async migrate() {
      await purgeMongoRequests(db);
      await requests.createIndex({ create_time: 1 }, { expireAfterSeconds: KEPT_SECONDS });
      // A unique index treats a missing key as the key null.
      for await (const { _id } of documents.find({ 'written.0': { $exists: false } }, { projection: { _id: 1 } }))
        await documents.updateOne({ _id }, { $set: { written: [withoutIdempotencyKey(_id)] } });
      await documents.createIndex({ 'written.key': 1 }, { unique: true });
    },
  };
}

type Documents = Collection<{ _id: string; written: Written[] }>;

async function reserve(
  requests: Collection<RequestDocument>,
  documents: Documents,
  _id: string,
  own: Attempt,
): Promise<void> {
  const now = Date.now();
  try {
    await requests.insertOne({ _id, attempts: [own], create_time: new Date(now), done: '' });
    return;
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
  if (await writerOf(documents, _id)) throw new DuplicateRequestError();
  const { matchedCount } = await requests.updateOne(
    { _id, done: '', create_time: { $lt: new Date(now - RESERVED_MS) } },
    { $push: { attempts: own }, $set: { create_time: new Date(now) } },
  );
  if (matchedCount === 0) throw new DuplicateRequestError();
}

/** The attempt that has written a document under this request. */
async function writerOf(documents: Documents, _id: string): Promise<string | undefined> {
  const found = await documents.findOne({ 'written.key': _id }, { projection: { written: 1 } });
  return found?.written.find(({ key }) => key === _id)?.attempt;
}

/** A rejected attempt wrote nothing, so its request ID is free again, unless another attempt has it. */
async function release(requests: Collection<RequestDocument>, _id: string, { attempt }: Attempt): Promise<void> {
  await requests.updateOne({ _id }, { $pull: { attempts: { attempt } } });
  await requests.deleteOne({ _id, done: '', attempts: { $size: 0 } });
}
