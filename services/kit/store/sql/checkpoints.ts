/** Checkpoints and dead letters of PostgreSQL and MariaDB stores. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { partitionOf } from '../../events/partitions.ts';
import type { Checkpoint, CheckpointStore, DeadLetter, Freshness } from '../checkpoints.ts';
import { type Read, statement } from './pg-reader.ts';
import type { Sql } from './rows.ts';

/** `fork` returns a fresh entity manager. */
export const sqlCheckpoints = (fork: () => EntityManager): CheckpointStore => ({
  checkpoint: (topic, partition) => readCheckpoint(fork(), topic, partition),
  async checkpoints() {
    const rows = await fork().execute<(CheckpointRow & { topic: string; partition_id: number })[]>(
      'select topic, partition_id, sequence, next_offset from watermark',
    );
    return rows.map((row) => ({ topic: row.topic, partition: row.partition_id, ...toCheckpoint(row) }));
  },
  async recordDeadLetter({ topic, partition, offset, key, sequence, cause }) {
    await fork().transactional(async (em) => {
      await discardDeadLetter(em, { topic, partition, offset });
      await em.execute(
        'insert into skipped (topic, partition_id, record_offset, record_key, sequence, cause) values (?, ?, ?, ?, ?, ?)',
        [topic, partition, offset.toString(), key.slice(0, MAX_KEY_CHARS), sequence.toString(), cause],
        'run',
      );
    });
  },
  async deadLetters() {
    const rows = await fork().execute<DeadLetterRow[]>(
      'select * from skipped order by topic, partition_id, record_offset',
    );
    return rows.map(toDeadLetter);
  },
  discardDeadLetter: (place) => discardDeadLetter(fork(), place),
  freshness: (topic, household) => freshness(fork(), topic, household),
});

const MAX_KEY_CHARS = 100;

type DeadLetterRow = {
  topic: string;
  partition_id: number;
  record_offset: string;
  record_key: string;
  sequence: string;
  cause: string;
};

const toDeadLetter = (row: DeadLetterRow): DeadLetter => ({
  topic: row.topic,
  partition: row.partition_id,
  offset: BigInt(row.record_offset),
  key: row.record_key,
  sequence: BigInt(row.sequence),
  cause: row.cause,
});

/** `CheckpointStore.freshness` within a transaction, as of its snapshot. */
export async function freshness(sql: Sql, topic: string, household: string): Promise<Freshness> {
  const [row] = await sql.execute<{ sequence: string | null; dead_letters: string }[]>(
    SELECT_FRESHNESS,
    freshnessValues(topic, household),
  );
  return toFreshness(row!.sequence, row!.dead_letters);
}

/** `CheckpointStore.freshness` as of a reader's snapshot. */
export async function snapshotFreshness(read: Read, topic: string, household: string): Promise<Freshness> {
  const [row] = await read<[sequence: string | null, deadLetters: string]>(
    FRESHNESS,
    freshnessValues(topic, household),
  );
  return toFreshness(...row!);
}

const SELECT_FRESHNESS = `select (select sequence from watermark where topic = ? and partition_id = ?) as sequence,
  (select count(*) from skipped where record_key in (?, '')) as dead_letters`;
const FRESHNESS = statement('freshness', SELECT_FRESHNESS);

const freshnessValues = (topic: string, household: string) => [topic, partitionOf(household), household];

const toFreshness = (sequence: string | null, deadLetters: string): Freshness => ({
  asOfSequence: BigInt(sequence ?? 0),
  incomplete: Number(deadLetters) > 0,
});

/** False when no such dead letter is recorded. */
export async function discardDeadLetter(
  sql: Sql,
  { topic, partition, offset }: Pick<DeadLetter, 'topic' | 'partition' | 'offset'>,
): Promise<boolean> {
  const { affectedRows } = await sql.execute<{ affectedRows: number }>(
    'delete from skipped where topic = ? and partition_id = ? and record_offset = ?',
    [topic, partition, offset.toString()],
    'run',
  );
  return affectedRows === 1;
}

export async function readCheckpoint(sql: Sql, topic: string, partition: number): Promise<Checkpoint | undefined> {
  const [row] = await sql.execute<CheckpointRow[]>(
    'select sequence, next_offset from watermark where topic = ? and partition_id = ?',
    [topic, partition],
  );
  return row && toCheckpoint(row);
}

type CheckpointRow = { sequence: string; next_offset: string };

const toCheckpoint = ({ sequence, next_offset }: CheckpointRow): Checkpoint => ({
  sequence: BigInt(sequence),
  nextOffset: BigInt(next_offset),
});
