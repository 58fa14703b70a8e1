/** Writes a change of a schedule and of one of its occurrences within a commit. */
import type { Schedule } from '#gen/melo/transactions/v1/schedule_pb.ts';
import type { Change } from '#kit/rpc/write-context.ts';
import { insertAll, type Sql, updateRow } from '#kit/store/sql/rows.ts';
import { StaleDecisionError } from '#kit/store/stale-decision.ts';
import type { OccurrenceRow } from '../resolve.ts';
import { toScheduleRow } from './rows.ts';

/** Errors: StaleDecisionError. */
export async function putSchedule(sql: Sql, { before, after }: Change<Schedule>): Promise<void> {
  if (!before) return insertAll(sql, 'schedule', [toScheduleRow(after!)]);
  const unchanged = { id: before.id, version: BigInt(before.etag) };
  if (after) {
    if (!(await updateRow(sql, 'schedule', unchanged, toScheduleRow(after)))) throw new StaleDecisionError(before.id);
    return;
  }
  const { affectedRows } = await sql.execute<{ affectedRows: number }>(
    'delete from schedule where id = ? and version = ?',
    [before.id, unchanged.version.toString()],
    'run',
  );
  if (affectedRows !== 1) throw new StaleDecisionError(before.id);
  await sql.execute('delete from occurrence where schedule_id = ?', [before.id], 'run');
}

/** A resolved occurrence is inserted, so of two that resolve the same one fails; one that is reopened is deleted. */
export async function putOccurrence(
  sql: Sql,
  { id, householdId }: Schedule,
  { date, resolution, transactionId }: OccurrenceRow,
): Promise<void> {
  if (resolution) {
    const own = { schedule_id: id, occurrence_date: date, household_id: householdId };
    return insertAll(sql, 'occurrence', [{ ...own, resolution, transaction_id: transactionId || null }]);
  }
  await sql.execute('delete from occurrence where schedule_id = ? and occurrence_date = ?', [id, date], 'run');
}
