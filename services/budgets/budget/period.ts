/** Rules of periods: they have no gaps and are always counted from the anchor, so they never drift. */
import { type Period, PeriodUnit } from '#gen/melo/budgets/v1/budget_pb.ts';

/** A period with its first and last day as YYYY-MM-DD. */
export type DateRange = { readonly index: number; readonly start: string; readonly end: string };

const DEFAULT_ANCHOR = '2020-01-01';

type Rhythm = { unit: 'days' | 'weeks' | 'months' | 'years'; count: number; anchor: Temporal.PlainDate };

function rhythmOf(period: Period | undefined): Rhythm {
  const units = { [PeriodUnit.DAY]: 'days', [PeriodUnit.WEEK]: 'weeks', [PeriodUnit.YEAR]: 'years' } as const;
  return {
    unit: units[(period?.unit ?? 0) as keyof typeof units] ?? 'months',
    count: period?.count || 1,
    anchor: Temporal.PlainDate.from(period?.anchorDate || DEFAULT_ANCHOR),
  };
}

/** First and last day with a four-digit year, so that dates sort as text. Periods are cut at both. */
const FIRST_DAY = Temporal.PlainDate.from('0001-01-01');
const LAST_DAY = Temporal.PlainDate.from('9999-12-31');
const { compare } = Temporal.PlainDate;

/** First day of the period of this index, and of the next. */
function edgesOf(
  { unit, count, anchor }: Rhythm,
  index: number,
): { start: Temporal.PlainDate; next: Temporal.PlainDate } {
  return { start: anchor.add({ [unit]: index * count }), next: anchor.add({ [unit]: (index + 1) * count }) };
}

/** The period of this index; 0 begins at the anchor. A month without the anchor's day begins on its last day. */
export function periodAt(period: Period | undefined, index: number): DateRange {
  const { start, next } = edgesOf(rhythmOf(period), index);
  const end = next.subtract({ days: 1 });
  return {
    index,
    start: (compare(start, FIRST_DAY) < 0 ? FIRST_DAY : start).toString(),
    end: (compare(end, LAST_DAY) > 0 ? LAST_DAY : end).toString(),
  };
}

/** Periods by rhythm and day: a batch looks up the same few days thousands of times. */
const periodCache = new Map<string, DateRange>();
const MAX_CACHED_PERIODS = 10_000;

/** The period that contains the day. */
export function periodOf(period: Period | undefined, day: string): DateRange {
  const key = `${period?.unit}|${period?.count}|${period?.anchorDate}|${day}`;
  const found = periodCache.get(key) ?? findPeriod(period, day);
  if (periodCache.size > MAX_CACHED_PERIODS) periodCache.clear();
  periodCache.set(key, found);
  return found;
}

function findPeriod(period: Period | undefined, text: string): DateRange {
  const rhythm = rhythmOf(period);
  const day = Temporal.PlainDate.from(text);
  const elapsed = rhythm.anchor.until(day, { largestUnit: rhythm.unit })[rhythm.unit];
  // Whole units round toward the anchor, so the estimate is off by one at most, before it or at a clamped month's end.
  let index = Math.floor(elapsed / rhythm.count);
  while (compare(edgesOf(rhythm, index).start, day) > 0) index -= 1;
  while (compare(edgesOf(rhythm, index).next, day) <= 0) index += 1;
  return periodAt(period, index);
}

/** Number of days from `first` to `last`, both included; 0 when `last` is before `first`. */
export function daysBetween(first: string, last: string): number {
  const days = Temporal.PlainDate.from(first).until(Temporal.PlainDate.from(last), { largestUnit: 'days' }).days + 1;
  return Math.max(0, days);
}
