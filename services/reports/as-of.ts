/** The time of the newest applied transaction event by partition, stored with its effect. Figures return it as their as-of time. */
import { type Timestamp, timestampMs } from '@bufbuild/protobuf/wkt';
import type { TransactionEvent } from '#gen/melo/transactions/v1/transaction_event_pb.ts';
import { partitionOf } from '#kit/events/partitions.ts';
import { type Read, statement } from '#kit/store/sql/pg-reader.ts';
import type { Sql } from '#kit/store/sql/rows.ts';
import { timestampOfMs } from '#kit/values/dates.ts';

/** Within an effect: advances the time of a partition. An older event, such as a redriven one, does not move it back. */
export async function putAsOf(
  sql: Sql,
  partition: number,
  events: readonly Pick<TransactionEvent, 'occurTime'>[],
): Promise<void> {
  const times = events.flatMap(({ occurTime }) => (occurTime ? timestampMs(occurTime) : []));
  if (times.length === 0) return;
  await sql.execute(
    `insert into as_of (partition_id, occur_ms) values (?, ?)
       on conflict (partition_id) do update set occur_ms = greatest(as_of.occur_ms, excluded.occur_ms)`,
    [partition, times.reduce((newest, time) => Math.max(newest, time))],
    'run',
  );
}

/** The time for a household's partition; undefined while no event was applied. */
export async function asOfTime(read: Read, household: string): Promise<Timestamp | undefined> {
  const [row] = await read<[occurMs: string]>(AS_OF, [partitionOf(household)]);
  return row && timestampOfMs(Number(row[0]));
}

const AS_OF = statement('as_of', 'select occur_ms from as_of where partition_id = ?');
