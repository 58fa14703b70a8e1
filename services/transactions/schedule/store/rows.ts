/** Converts rows of schedules and occurrences to messages and back. */
import { toJsonString } from '@bufbuild/protobuf';
import { type Schedule, ScheduleSchema } from '#gen/melo/transactions/v1/schedule_pb.ts';
import { storedMessage } from '#kit/store/stored-message.ts';
import { plainDate } from '#kit/values/dates.ts';
import { money } from '#kit/values/money.ts';
import { dueDate } from '../dates.ts';
import type { Resolution, Resolved } from '../occurrences.ts';

export type ScheduleRecord = { readonly body: string };

export const toSchedule = ({ body }: ScheduleRecord): Schedule => storedMessage(ScheduleSchema, JSON.parse(body));

export const toScheduleRow = (schedule: Schedule) => ({
  id: schedule.id,
  household_id: schedule.householdId,
  version: BigInt(schedule.etag),
  next_due: postsNextOn(schedule),
  body: toJsonString(ScheduleSchema, schedule),
});

/** The day on which it posts by itself next; null when it does not. */
function postsNextOn({ autoPost, paused, nextDate, weekendPolicy }: Schedule): string | null {
  return autoPost && !paused && nextDate ? dueDate(plainDate(nextDate)!, weekendPolicy).toString() : null;
}

export type OccurrenceRecord = {
  readonly schedule_id: string;
  readonly occurrence_date: string;
  readonly resolution: number;
  readonly transaction_id: string | null;
  readonly minor_units: string | number | bigint | null;
  readonly currency: string | null;
};

export const toResolved = (row: OccurrenceRecord): Resolved => ({
  scheduleId: row.schedule_id,
  date: row.occurrence_date,
  resolution: row.resolution as Resolution,
  transactionId: row.transaction_id ?? '',
  amount: row.currency ? money(row.currency, BigInt(row.minor_units ?? 0)) : undefined,
});
