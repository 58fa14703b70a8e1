/** Resolves an occurrence: posts it, links it to a transaction, skips it, or expects it again. */
import { Code } from '@connectrpc/connect';
import type { Money } from '#gen/melo/money/v1/money_pb.ts';
import { TransactionsReason, TransactionsReasonSchema } from '#gen/melo/transactions/v1/reason_pb.ts';
import { AmountSource, type Occurrence, type Schedule } from '#gen/melo/transactions/v1/schedule_pb.ts';
import type { Transaction } from '#gen/melo/transactions/v1/transaction_pb.ts';
import { domainError, errors } from '#kit/rpc/errors.ts';
import type { WriteContext } from '#kit/rpc/write-context.ts';
import { plainDate } from '#kit/values/dates.ts';
import type { References } from '../references/references.ts';
import { transactionsError } from '../transaction/checks.ts';
import { datesOf, dueDate, nextDate } from './dates.ts';
import { expectedOccurrence, Resolution, type Resolved, resolvedOccurrence } from './occurrences.ts';
import { isDateOf } from './recurrence.ts';
import { progressSchedule } from './rules.ts';
import { type Created, instantiate } from './template.ts';

/** An occurrence, and what is stored about its schedule. */
export type Place = {
  readonly schedule: Schedule;
  readonly date: string;
  /** What is stored of the occurrence. */
  readonly stored: Resolved | undefined;
  /** Resolved dates from the next date of the schedule on. */
  readonly resolved: ReadonlySet<string>;
  readonly lastAmount: Money | undefined;
  readonly today: string;
};
/** A row to put or, without a resolution, to delete. */
export type OccurrenceRow = { readonly date: string; readonly resolution?: Resolution; readonly transactionId: string };

export type Resolving = {
  readonly change: ReturnType<typeof progressSchedule>;
  readonly row: OccurrenceRow;
  readonly posted: readonly Created[];
  readonly occurrence: Occurrence;
};

/** Errors: OCCURRENCE_UNKNOWN, OCCURRENCE_RESOLVED, and those of creating what the template describes. */
export function postOccurrence(
  place: Place,
  { postingDate, amount }: { readonly postingDate?: string; readonly amount?: Money | undefined },
  known: References,
  write: WriteContext,
): Resolving {
  const date = openDate(place);
  const { schedule, lastAmount } = place;
  const expectedAmount = schedule.amountSource === AmountSource.LAST ? lastAmount : undefined;
  const due = dueDate(date, schedule.weekendPolicy).toString();
  const posting = { postingDate: postingDate || due, amount: amount ?? expectedAmount };
  const posted = instantiate(schedule, posting, known, write);
  const [first] = posted;
  const row = { date: place.date, resolution: Resolution.POSTED, transactionId: first!.after.id };
  return resolvedBy(place, { row, transaction: first!.after, posted }, write);
}

/** Errors: ALREADY_LINKED, NOT_FOUND. */
export function checkUnlinked({ householdId }: Schedule, transaction: Transaction, isLinked: boolean): void {
  if (transaction.householdId !== householdId) throw errors.notFound('transaction');
  if (isLinked) throw failed(TransactionsReason.ALREADY_LINKED, 'This transaction belongs to another occurrence.');
}

/** Errors: OCCURRENCE_UNKNOWN, OCCURRENCE_RESOLVED. */
export function linkOccurrence(place: Place, transaction: Transaction, write: WriteContext): Resolving {
  openDate(place);
  const row = { date: place.date, resolution: Resolution.LINKED, transactionId: transaction.id };
  return resolvedBy(place, { row, transaction }, write);
}

/** Errors: OCCURRENCE_UNKNOWN, OCCURRENCE_RESOLVED. */
export function skipOccurrence(place: Place, write: WriteContext): Resolving {
  openDate(place);
  const row = { date: place.date, resolution: Resolution.SKIPPED, transactionId: '' };
  return resolvedBy(place, { row }, write);
}

/** Errors: OCCURRENCE_NOT_RESOLVED. */
export function reopenOccurrence(place: Place, write: WriteContext): Resolving {
  const { schedule, date, stored, lastAmount: amount, today } = place;
  const isInLedger = stored?.resolution === Resolution.POSTED && stored.amount;
  if (!stored || isInLedger) {
    throw failed(
      TransactionsReason.OCCURRENCE_NOT_RESOLVED,
      stored ? 'Delete the transaction first.' : 'This occurrence is expected already.',
    );
  }
  const occurrence = expectedOccurrence(schedule, plainDate(date)!, { amount, today });
  const isNext = date >= schedule.activeFrom && (!schedule.nextDate || date < schedule.nextDate);
  const fields = isNext && isDateOf(datesOf(schedule), plainDate(date)!) ? { nextDate: date } : {};
  const change = progressSchedule(schedule, fields, write, occurrence);
  return { change, row: { date, transactionId: '' }, posted: [], occurrence };
}

/** The date of an occurrence that is not resolved. Errors: OCCURRENCE_UNKNOWN, OCCURRENCE_RESOLVED. */
function openDate({ schedule, date: text, stored }: Place): Temporal.PlainDate {
  if (stored)
    throw failed(TransactionsReason.OCCURRENCE_RESOLVED, 'This occurrence was posted, linked or skipped before.');
  const date = plainDate(text);
  if (!date || !isDateOf(datesOf(schedule), date)) {
    throw transactionsError(
      TransactionsReason.OCCURRENCE_UNKNOWN,
      'date',
      'The schedule has no occurrence on this date.',
    );
  }
  return date;
}

type Outcome = {
  readonly row: OccurrenceRow & { readonly resolution: Resolution };
  readonly transaction?: Transaction;
  readonly posted?: readonly Created[];
};

function resolvedBy(
  { schedule, date, resolved }: Place,
  { row, transaction, posted = [] }: Outcome,
  write: WriteContext,
): Resolving {
  const occurrence = resolvedOccurrence(schedule, { ...row, amount: transaction?.amount });
  const isNext = date === schedule.nextDate;
  const next = isNext ? { nextDate: nextDate(schedule, date, new Set([...resolved, date])), problem: '' } : {};
  return { change: progressSchedule(schedule, next, write, occurrence), row, posted, occurrence };
}

const failed = (reason: TransactionsReason, text: string) =>
  domainError(TransactionsReasonSchema, { code: Code.FailedPrecondition, reason, text });
