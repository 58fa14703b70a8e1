/** Checkpoints and dead letters of MongoDB stores. */
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { type Collection, type Db, Long } from 'mongodb';
import { partitionOf } from '../../events/partitions.ts';
import { largest } from '../../values/money.ts';
import type { AppliedEvent, CheckpointStore, DeadLetter, EventBatch } from '../checkpoints.ts';
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
  /** Events of a batch that are newer than the checkpoint; all of a redriven batch. */
  unapplied<Event extends { sequence: bigint }>(batch: EventBatch<Event>): Promise<Event[]>;
  /**
   * Advances the checkpoint after the effects, or deletes the records of redriven dead letters. Throws when the checkpoint is
   * not where it was read: another consumer has applied the batch, or the store was rewound.
   */
  advance(batch: EventBatch<AppliedEvent>): Promise<void>;
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
    async unapplied({ topic, partition, events, checkpoint: known, redriven }) {
      const before = redriven ? 0n : ((known ?? (await checkpoint(topic, partition)))?.sequence ?? 0n);
      return events.map(({ event }) => event).filter(({ sequence }) => sequence > before);
    },
    async advance(batch) {
      const { topic, partition, events, redriven } = batch;
      if (redriven) {
        const ids = events.map(({ offset }) => `${idOf(topic, partition)}|${offset}`);
        await deadLetters.deleteMany({ _id: { $in: ids } });
        return;
      }
      const before = batch.checkpoint ?? (await checkpoint(topic, partition));
      await advance(checkpoints, batch, before);
    },
  };
}

const idOf = (topic: string, partition: number): string => `${topic}|${partition}`;

async function advance(
  checkpoints: Collection<CheckpointDocument>,
  { topic, partition, events, nextOffset, deadLetterSequence }: EventBatch<AppliedEvent>,
  before: EventBatch<AppliedEvent>['checkpoint'],
): Promise<void> {
  const stored = before ? Long.fromBigInt(before.nextOffset) : { $exists: false };
  const last = events.at(-1)?.event;
  const sequence = Long.fromBigInt(largest([last?.sequence ?? deadLetterSequence ?? 0n, before?.sequence ?? 0n]));
  const isNewer = last?.occurTime !== undefined && last.sequence > (before?.sequence ?? 0n);
  const occurred = isNewer ? { occur_time: timestampDate(last.occurTime!) } : {};
  try {
    await checkpoints.updateOne(
      { _id: idOf(topic, partition), next_offset: stored },
      { $set: { topic, next_offset: Long.fromBigInt(nextOffset), sequence, ...occurred } },
      { upsert: true },
    );
  } catch (error) {
    if (isDuplicate(error)) throw new Error('The checkpoint was moved in the meantime.');
    throw error;
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
