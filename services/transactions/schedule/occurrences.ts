/** Occurrences of schedules: those that are stored because they were resolved, and those that are expected. */
import { create } from '@bufbuild/protobuf';
import type { Money } from '#gen/melo/money/v1/money_pb.ts';
import {
  AmountSource,
  type Occurrence,
  OccurrenceSchema,
  OccurrenceState,
  type Schedule,
} from '#gen/melo/transactions/v1/schedule_pb.ts';
import { plainDate } from '#kit/values/dates.ts';
import { datesOf, dueDate, MAX_SHIFT_DAYS } from './dates.ts';
import { datesFrom } from './recurrence.ts';
import { amountOf } from './template.ts';

/** A stored occurrence. */
export type Resolved = {
  readonly scheduleId: string;
  readonly date: string;
  readonly resolution: Resolution;
  /** Empty when it was skipped. */
  readonly transactionId: string;
  /** Amount of the transaction; undefined when it was skipped, or its transaction deleted. */
  readonly amount: Money | undefined;
};

/** How an occurrence was resolved; stored. */
export const Resolution = { POSTED: 1, LINKED: 2, SKIPPED: 3 } as const;
export type Resolution = (typeof Resolution)[keyof typeof Resolution];

/** What is known of the schedules of a household when occurrences are listed. */
export type OccurrenceData = {
  /** Stored occurrences, of any dates in the range. */
  readonly resolved: readonly Resolved[];
  /** Amounts that were posted last, by schedule. */
  readonly lastAmounts: ReadonlyMap<string, Money>;
  readonly today: string;
};
type Range = { readonly from: string; readonly to: string };

/** The occurrences that are due within the range, the earliest first. */
export function* occurrencesOf(
  schedules: readonly Schedule[],
  { resolved, lastAmounts, today }: OccurrenceData,
  range: Range,
): Generator<Occurrence, undefined> {
  const stored = Map.groupBy(resolved, ({ scheduleId }) => scheduleId);
  const queues = schedules.map((schedule) => {
    const own = stored.get(schedule.id) ?? [];
    const amount = lastAmounts.get(schedule.id);
    return merged(
      own.map((one) => resolvedOccurrence(schedule, one)),
      expected(schedule, own, { amount, today, range }),
    );
  });
  const heads = queues.flatMap((queue) => headOf(queue));
  while (heads.length > 0) {
    const first = heads.reduce((best, head) => (comesBefore(head.value, best.value) ? head : best));
    if (first.value.dueDate > range.to) {
      heads.splice(heads.indexOf(first), 1);
      continue;
    }
    if (first.value.dueDate >= range.from) yield first.value;
    heads.splice(heads.indexOf(first), 1, ...headOf(first.queue));
  }
}

type Queue = Iterator<Occurrence, undefined>;

function headOf(queue: Queue): { readonly value: Occurrence; readonly queue: Queue }[] {
  const { value } = queue.next();
  return value ? [{ value, queue }] : [];
}

const comesBefore = (a: Occurrence, b: Occurrence): boolean =>
  a.dueDate < b.dueDate || (a.dueDate === b.dueDate && a.scheduleId < b.scheduleId);

/** Two ordered lists as one. */
function* merged(stored: readonly Occurrence[], expected: Queue): Generator<Occurrence, undefined> {
  const ordered = stored.toSorted((a, b) => (a.date < b.date ? -1 : 1));
  let next = expected.next().value;
  for (const one of ordered) {
    for (; next && next.date < one.date; next = expected.next().value) yield next;
    yield one;
  }
  for (; next; next = expected.next().value) yield next;
}

type Expecting = { readonly amount: Money | undefined; readonly today: string; readonly range: Range };

/** Dates of a schedule that are not resolved. */
function* expected(
  schedule: Schedule,
  resolved: readonly Resolved[],
  { amount, today, range }: Expecting,
): Generator<Occurrence, undefined> {
  if (schedule.paused) return;
  const done = new Set(resolved.map(({ date }) => date));
  const early = plainDate(range.from)!.subtract({ days: MAX_SHIFT_DAYS }).toString();
  const [, from] = [early, schedule.activeFrom].toSorted();
  for (const date of datesFrom(datesOf(schedule), plainDate(from!)!)) {
    if (!done.has(date.toString())) yield expectedOccurrence(schedule, date, { amount, today });
  }
}

export function expectedOccurrence(
  schedule: Schedule,
  date: Temporal.PlainDate,
  { amount, today }: Pick<Expecting, 'amount' | 'today'>,
): Occurrence {
  const due = dueDate(date, schedule.weekendPolicy).toString();
  const repeatsLast = schedule.amountSource === AmountSource.LAST && amount;
  return create(OccurrenceSchema, {
    scheduleId: schedule.id,
    date: date.toString(),
    dueDate: due,
    state: due < today ? OccurrenceState.MISSED : OccurrenceState.EXPECTED,
    amount: repeatsLast ? amount : amountOf(schedule),
    estimated: schedule.amountSource === AmountSource.ESTIMATED,
  });
}

/** An occurrence whose transaction was deleted counts as skipped: nothing is in the ledger for it. */
export function resolvedOccurrence(
  schedule: Schedule,
  { date, transactionId, amount }: Omit<Resolved, 'scheduleId'>,
): Occurrence {
  return create(OccurrenceSchema, {
    scheduleId: schedule.id,
    date,
    dueDate: dueDate(plainDate(date)!, schedule.weekendPolicy).toString(),
    state: amount ? OccurrenceState.POSTED : OccurrenceState.SKIPPED,
    amount: amount ?? amountOf(schedule),
    transactionId,
  });
}
