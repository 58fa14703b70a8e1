/** Checkpoints and dead letters of MongoDB stores. */
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { type Collection, type Db, Long } from 'mongodb';
import { partitionOf } from '../../events/partitions.ts';
import {
  type AppliedEvent,
  type Checkpoint,
  CheckpointMovedError,
  type CheckpointStore,
  checkpointAfter,
  type DeadLetter,
  type EventBatch,
  unapplied,
} from '../checkpoints.ts';
import { bigintOf, isDuplicate } from './driver.ts';

type CheckpointDocument = {
  _id: string;
  topic: string;
  sequence: Long;
  next_offset: Long;
  /** When the newest applied event happened. */
  occur_time?: Date;
};
type DeadLetterDocument = {
  _id: string;
  topic: string;
  partition: number;
  offset: Long;
  key?: string | null;
  sequence: Long;
  cause: string;
};

export type MongoCheckpoints = CheckpointStore & {
  /**
   * Advances the checkpoint from `before` after the effects, or deletes the records of redriven dead letters.
   * Errors: CheckpointMovedError.
   */
  advance(batch: EventBatch<AppliedEvent>, before: Checkpoint | undefined): Promise<void>;
};

/** `names` of the collections, where a rebuild has others. */
export function mongoCheckpoints(
  db: Db,
  names = { checkpoints: 'watermark', deadLetters: 'skipped' },
): MongoCheckpoints {
  const deadLetters: Collection<DeadLetterDocument> = db.collection(names.deadLetters);
  const checkpoints: Collection<CheckpointDocument> = db.collection(names.checkpoints);
  const checkpoint: CheckpointStore['checkpoint'] = async (topic, partition) => {
    const found = await checkpoints.findOne({ _id: idOf(topic, partition) });
    return found ? { sequence: bigintOf(found.sequence), nextOffset: bigintOf(found.next_offset) } : undefined;
  };
  return {
    checkpoint,
    async checkpoints() {
      const all = await checkpoints.find().toArray();
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
      await deadLetters.updateOne({ _id: `${idOf(topic, partition)}|${offset}` }, { $set: document }, { upsert: true });
    },
    async deadLetters() {
      return (await deadLetters.find().sort({ topic: 1, partition: 1, offset: 1 }).toArray()).map(toDeadLetter);
    },
    async discardDeadLetter({ topic, partition, offset }) {
      const { deletedCount } = await deadLetters.deleteOne({ _id: `${idOf(topic, partition)}|${offset}` });
      return deletedCount === 1;
    },
    async freshness(topic, household) {
      const [newest, deadLetter] = await Promise.all([
        checkpoints.findOne({ _id: idOf(topic, partitionOf(household)) }),
        deadLetters.findOne({ key: { $in: [household, '', null] } }, { projection: { _id: 1 } }),
      ]);
      return {
        asOfSequence: newest ? bigintOf(newest.sequence) : 0n,
        ...(newest?.occur_time && { asOfTime: timestampFromDate(newest.occur_time) }),
        incomplete: deadLetter !== null,
      };
    },
    async advance(batch, before) {
      const { topic, partition, events, redriven } = batch;
      if (redriven) {
        const ids = events.map(({ offset }) => `${idOf(topic, partition)}|${offset}`);
        await deadLetters.deleteMany({ _id: { $in: ids } });
        return;
      }
      await advance(checkpoints, batch, before);
    },
  };
}

const idOf = (topic: string, partition: number): string => `${topic}|${partition}`;

/** Only the first checkpoint is inserted: one that is gone belongs to a store that was rewound. */
async function advance(
  checkpoints: Collection<CheckpointDocument>,
  batch: EventBatch<AppliedEvent>,
  before: Checkpoint | undefined,
): Promise<void> {
  const { topic, partition } = batch;
  const { sequence, nextOffset } = checkpointAfter(batch, before);
  const last = unapplied(batch, before).at(-1)?.occurTime;
  const _id = idOf(topic, partition);
  const after = {
    topic,
    next_offset: Long.fromBigInt(nextOffset),
    sequence: Long.fromBigInt(sequence),
    ...(last && { occur_time: timestampDate(last) }),
  };
  if (before) {
    const { matchedCount } = await checkpoints.updateOne(
      { _id, sequence: Long.fromBigInt(before.sequence), next_offset: Long.fromBigInt(before.nextOffset) },
      { $set: after },
    );
    if (matchedCount === 0) throw new CheckpointMovedError();
    return;
  }
  try {
    await checkpoints.insertOne({ _id, ...after });
  } catch (error) {
    throw isDuplicate(error) ? new CheckpointMovedError() : error;
  }
}

const toDeadLetter = ({
  topic,
  partition,
  offset,
  key,
  sequence,
  cause,
}: Omit<DeadLetterDocument, '_id'>): DeadLetter => ({
  topic,
  partition,
  offset: bigintOf(offset),
  key: key ?? '',
  sequence: bigintOf(sequence),
  cause,
});
