/** The dates of a schedule: which are expected, and when they are due. */
import { type Schedule, WeekendPolicy } from '#gen/melo/transactions/v1/schedule_pb.ts';
import { plainDate } from '#kit/values/dates.ts';
import { type Dates, datesFrom } from './recurrence.ts';

const SATURDAY = 6;
const SUNDAY = 7;
/** The weekend policy moves a date by at most so many days. */
export const MAX_SHIFT_DAYS = 2;

/** The dates of a schedule that was checked. */
export function datesOf({ recurrence, startDate, endDate, maxOccurrences }: Schedule): Dates {
  return { recurrence: recurrence!, start: plainDate(startDate)!, end: plainDate(endDate), maxCount: maxOccurrences };
}

/** The date on which an occurrence is due: its date, moved from a weekend by the policy. */
export function dueDate(date: Temporal.PlainDate, policy: WeekendPolicy): Temporal.PlainDate {
  const isWeekend = date.dayOfWeek === SATURDAY || date.dayOfWeek === SUNDAY;
  if (!isWeekend || policy === WeekendPolicy.UNSPECIFIED) return date;
  const isSaturday = date.dayOfWeek === SATURDAY;
  if (policy === WeekendPolicy.BEFORE) return date.subtract({ days: isSaturday ? 1 : 2 });
  return date.add({ days: isSaturday ? 2 : 1 });
}

/** The first expected date from `from` on that is not resolved; empty when there is none. */
export function nextDate(schedule: Schedule, from: string, resolved: ReadonlySet<string>): string {
  for (const date of datesFrom(datesOf(schedule), plainDate(from)!)) {
    if (!resolved.has(date.toString())) return date.toString();
  }
  return '';
}
