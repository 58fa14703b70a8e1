/**
 * Dates of a recurrence. The n-th date is computed from the first one, so a short month never shifts the dates after it. RFC 5545
 * rules skip months that are too short, where Melo takes their last day.
 */
import { Frequency, MonthDay, type Recurrence } from '#gen/melo/transactions/v1/schedule_pb.ts';

type PlainDate = Temporal.PlainDate;

/** No date after this one is computed: the last that all stores accept. */
const LAST_DATE = Temporal.PlainDate.from('9999-12-31');
/** More dates than any recurrence has until `LAST_DATE`. */
const MAX_INDEX = 4_000_000;
const DAYS_OF_WEEK = 7;
const FIFTH_WEEK = 5;

export type Dates = {
  readonly recurrence: Recurrence;
  readonly start: PlainDate;
  /** The last possible date. */
  readonly end?: PlainDate | undefined;
  /** The number of dates; 0 for no limit. */
  readonly maxCount: number;
};

/** The n-th date from 0 on; undefined when it would be after `LAST_DATE`. */
export function dateAt(dates: Pick<Dates, 'recurrence' | 'start'>, n: number): PlainDate | undefined {
  try {
    const date = computed(dates, n);
    return date && Temporal.PlainDate.compare(date, LAST_DATE) <= 0 ? date : undefined;
  } catch (error) {
    // Beyond the range of Temporal.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function computed({ recurrence, start }: Pick<Dates, 'recurrence' | 'start'>, n: number): PlainDate | undefined {
  const { frequency, monthDay } = recurrence;
  const steps = n * (recurrence.interval || 1);
  switch (frequency) {
    case Frequency.DAILY:
      return start.add({ days: steps });
    case Frequency.WEEKLY:
      return start.add({ weeks: steps });
    case Frequency.MONTHLY:
      return inMonth(start, start.add({ months: steps }), monthDay);
    case Frequency.YEARLY:
      return inMonth(start, start.add({ years: steps }), monthDay);
    case Frequency.TWICE_A_MONTH:
      return twiceAMonth(start, recurrence.secondDay, n);
    default:
      return undefined;
  }
}

/** The day in the month of `clamped`, which has the day of `start` or the last one of a shorter month. */
function inMonth(start: PlainDate, clamped: PlainDate, monthDay: MonthDay): PlainDate {
  const last = clamped.with({ day: clamped.daysInMonth });
  if (monthDay === MonthDay.LAST) return last;
  const lastOfName = last.subtract({ days: (last.dayOfWeek - start.dayOfWeek + DAYS_OF_WEEK) % DAYS_OF_WEEK });
  if (monthDay === MonthDay.LAST_WEEKDAY) return lastOfName;
  if (monthDay !== MonthDay.WEEKDAY) return clamped;
  const week = Math.ceil(start.day / DAYS_OF_WEEK);
  if (week === FIFTH_WEEK) return lastOfName;
  const first = clamped.with({ day: 1 });
  const offset = (start.dayOfWeek - first.dayOfWeek + DAYS_OF_WEEK) % DAYS_OF_WEEK;
  return first.add({ days: offset + (week - 1) * DAYS_OF_WEEK });
}

function twiceAMonth(start: PlainDate, secondDay: number, n: number): PlainDate {
  const [early, late] = [Math.min(start.day, secondDay), Math.max(start.day, secondDay)];
  const index = n + (start.day === late ? 1 : 0);
  const month = start.with({ day: 1 }).add({ months: Math.floor(index / 2) });
  return month.with({ day: Math.min(index % 2 === 0 ? early : late, month.daysInMonth) });
}

/** The dates from `from` on, to the end of the recurrence. */
export function* datesFrom(dates: Dates, from: PlainDate): Generator<PlainDate, undefined> {
  for (let n = firstIndexFrom(dates, from); isWithinCount(dates, n); n++) {
    const date = dateAt(dates, n);
    if (!date || Temporal.PlainDate.compare(date, dates.end ?? LAST_DATE) > 0) return;
    yield date;
  }
}

export function isDateOf(dates: Dates, date: PlainDate): boolean {
  const { value: next } = datesFrom(dates, date).next();
  return next?.equals(date) ?? false;
}

const isWithinCount = ({ maxCount }: Dates, n: number): boolean => maxCount === 0 || n < maxCount;

/** The index of the first date from `from` on, by bisection: dates grow with their index. */
function firstIndexFrom(dates: Dates, from: PlainDate): number {
  let [low, high] = [0, MAX_INDEX];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const date = dateAt(dates, middle);
    if (date && Temporal.PlainDate.compare(date, from) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
