/** Rules of schedules: every change has a version, the next date and an event with before and after. */
import { clone, equals } from '@bufbuild/protobuf';
import { ScheduleEventSchema } from '#gen/melo/transactions/v1/schedule_event_pb.ts';
import {
  type Occurrence,
  RecurrenceSchema,
  type Schedule,
  ScheduleSchema,
} from '#gen/melo/transactions/v1/schedule_pb.ts';
import { type EventChange, newEvent } from '#kit/events/event.ts';
import { errors } from '#kit/rpc/errors.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import { timestamp } from '#kit/values/dates.ts';
import type { References } from '../references/references.ts';
import { checkSchedule } from './checks.ts';
import { nextDate } from './dates.ts';

export const UPDATABLE_FIELDS = [
  'name',
  'transaction',
  'transfer',
  'recurrence',
  'start_date',
  'end_date',
  'max_occurrences',
  'weekend_policy',
  'amount_source',
  'auto_post',
  'paused',
] as const;

/** What is resolved of a schedule, and today in its household. */
export type Progress = { readonly resolved: ReadonlySet<string>; readonly today: string };

/** Errors: those of `checkSchedule`. */
export function createSchedule(
  wanted: Schedule,
  { householdId, today }: { readonly householdId: string; readonly today: string },
  known: References,
  write: WriteContext,
) {
  const after = clone(ScheduleSchema, wanted);
  const createTime = timestamp(write.now);
  Object.assign(after, { id: write.newId(), householdId, activeFrom: today, problem: '', createTime, etag: '1' });
  checkSchedule(after, known, write);
  after.nextDate = nextDate(after, today, new Set());
  return { after, events: [scheduleEvent(write, after, { case: 'scheduleCreated', value: { after } })] };
}

/**
 * Updates a schedule. When its dates change or a pause ends, only what is due from today on is expected: a changed rhythm must not
 * post for months that have passed. Errors: FIELD_NOT_UPDATABLE (a transaction stays one), those of `checkSchedule`.
 */
export function updateSchedule(
  before: Schedule,
  wanted: Schedule,
  known: References,
  { write, progress: { resolved, today } }: { readonly write: WriteContext; readonly progress: Progress },
) {
  if (wanted.template.case !== before.template.case) throw errors.notUpdatable(wanted.template.case!);
  const after = nextVersion(wanted, before);
  checkSchedule(after, known, write);
  after.problem = '';
  if (datesChanged(before, after) || (before.paused && !after.paused)) after.activeFrom = today;
  after.nextDate = nextDate(after, after.activeFrom, resolved);
  return { before, after, events: [scheduleUpdatedEvent(write, before, after)] };
}

export function deleteSchedule(before: Schedule, write: WriteContext) {
  return { before, events: [scheduleEvent(write, before, { case: 'scheduleDeleted', value: { before } }, 1n)] };
}

/** The schedule after one of its occurrences was resolved or reopened, or could not be posted for the reason of `problem`. */
export function progressSchedule(
  before: Schedule,
  fields: Partial<Pick<Schedule, 'nextDate' | 'problem'>>,
  write: WriteContext,
  occurrence?: Occurrence,
) {
  const after = Object.assign(nextVersion(before, before), fields);
  return { before, after, events: [scheduleUpdatedEvent(write, before, after, occurrence)] };
}

const datesChanged = (before: Schedule, after: Schedule): boolean =>
  before.startDate !== after.startDate || !equals(RecurrenceSchema, before.recurrence!, after.recurrence!);

function nextVersion(wanted: Schedule, before: Schedule): Schedule {
  const after = clone(ScheduleSchema, wanted);
  after.etag = String(BigInt(before.etag) + 1n);
  return after;
}

const scheduleUpdatedEvent = (write: WriteContext, before: Schedule, after: Schedule, occurrence?: Occurrence) =>
  scheduleEvent(write, after, { case: 'scheduleUpdated', value: { before, after, ...(occurrence && { occurrence }) } });

const scheduleEvent = (
  write: WriteContext,
  { householdId, etag }: Schedule,
  change: EventChange<typeof ScheduleEventSchema>,
  versionsAfter = 0n,
) => newEvent(write, ScheduleEventSchema, { householdId, version: BigInt(etag) + versionsAfter, change });
