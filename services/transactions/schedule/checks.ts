/** Checks of schedules that the contract cannot express: their dates, and their template as the ledger would check it. */
import { Code } from '@connectrpc/connect';
import { TransactionsReason, TransactionsReasonSchema } from '#gen/melo/transactions/v1/reason_pb.ts';
import {
  AmountSource,
  Frequency,
  MonthDay,
  type Recurrence,
  type Schedule,
} from '#gen/melo/transactions/v1/schedule_pb.ts';
import { domainError } from '#kit/rpc/errors.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import { plainDate } from '#kit/values/dates.ts';
import type { References } from '../references/references.ts';
import { transactionsError } from '../transaction/checks.ts';
import { dateAt } from './recurrence.ts';
import { accountIdsOf, instantiate } from './template.ts';

/** Schedules of a household. */
export const MAX_SCHEDULES = 500;

/** Later days may fall on the same date of a short month as the other one. */
const LAST_COMMON_DAY = 27;

/** Errors: DATE_INVALID, RECURRENCE_INVALID, and those of creating what the template describes but BEFORE_OPENING. */
export function checkSchedule(schedule: Schedule, known: References, write: WriteContext): void {
  checkDates(schedule);
  checkAmountSource(schedule);
  const openings = accountIdsOf(schedule).flatMap((id) => known.accounts.get(id)?.openingDate ?? []);
  // Whether an occurrence is before an opening is checked when it is posted.
  const postingDate = openings.toSorted().at(-1) ?? schedule.startDate;
  instantiate(schedule, { postingDate }, known, write);
}

function checkDates({ recurrence, startDate, endDate }: Schedule): void {
  const start = dateOf(startDate, 'start_date');
  const end = endDate ? dateOf(endDate, 'end_date') : undefined;
  checkParts(recurrence!, start);
  const first = dateAt({ recurrence: recurrence!, start }, 0);
  if (!first?.equals(start)) {
    throw invalid('start_date', `By this recurrence the first occurrence is on ${first}. Start on that date.`);
  }
  if (end && Temporal.PlainDate.compare(end, start) < 0) throw invalid('end_date', 'The end is before the start.');
}

function checkParts({ frequency, interval, monthDay, secondDay }: Recurrence, start: Temporal.PlainDate): void {
  const isTwice = frequency === Frequency.TWICE_A_MONTH;
  const hasMonthDay = frequency === Frequency.MONTHLY || frequency === Frequency.YEARLY;
  if (monthDay !== MonthDay.UNSPECIFIED && !hasMonthDay) {
    throw invalid('recurrence.month_day', 'Only monthly and yearly recurrences have a day of the month.');
  }
  if (!isTwice && secondDay !== 0) {
    throw invalid('recurrence.second_day', 'Only a recurrence of twice a month has a second day.');
  }
  if (!isTwice) return;
  if (interval > 1) throw invalid('recurrence.interval', 'Twice a month is every month.');
  if (secondDay === 0 || secondDay === start.day) {
    throw invalid('recurrence.second_day', 'Twice a month needs two different days.');
  }
  if (Math.min(secondDay, start.day) > LAST_COMMON_DAY) {
    throw invalid('recurrence.second_day', `One of the two days must be the ${LAST_COMMON_DAY}th or earlier.`);
  }
}

function checkAmountSource({ amountSource, template }: Schedule): void {
  if (amountSource !== AmountSource.LAST) return;
  if (template.case === 'transaction' && template.value.lines.length <= 1) return;
  throw invalid('amount_source', 'The last amount can only be repeated for a transaction with one line.');
}

/** Errors: TOO_MANY_SCHEDULES. */
export function checkScheduleCount(scheduleCount: number): void {
  if (scheduleCount < MAX_SCHEDULES) return;
  throw domainError(TransactionsReasonSchema, {
    code: Code.ResourceExhausted,
    reason: TransactionsReason.TOO_MANY_SCHEDULES,
    text: `A household can have ${MAX_SCHEDULES} schedules. Delete one first.`,
  });
}

export function dateOf(text: string, field: string): Temporal.PlainDate {
  const date = plainDate(text);
  if (!date) throw transactionsError(TransactionsReason.DATE_INVALID, field, 'This is not a valid date.');
  return date;
}

const invalid = (field: string, text: string) => transactionsError(TransactionsReason.RECURRENCE_INVALID, field, text);
