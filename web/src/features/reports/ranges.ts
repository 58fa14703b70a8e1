/** The ranges that reports offer, and the range before each to compare with. */
import type { Range } from '../../api/figures.ts';
import {
  addDays,
  addMonths,
  type Day,
  daysBetween,
  firstDay,
  formatMonth,
  lastDay,
  monthOf,
} from '../../i18n/dates.ts';

export const ranges = [
  { value: 'this-month', label: 'This month' },
  { value: 'last-month', label: 'Last month' },
  { value: '3-months', label: '3 months' },
  { value: '12-months', label: '12 months' },
  { value: 'this-year', label: 'This year' },
  { value: 'last-year', label: 'Last year' },
] as const;

export type RangeName = (typeof ranges)[number]['value'];

export const readRange = (text: string | undefined, usual: RangeName): RangeName =>
  ranges.find(({ value }) => value === text)?.value ?? usual;

/** The days of the range; those that have begun end today. */
export function rangeOf(name: RangeName, today: Day): Range {
  const month = monthOf(today);
  const year = Number(today.slice(0, 4));
  const upTo: Readonly<Record<RangeName, Range>> = {
    'this-month': { from: firstDay(month), to: today },
    'last-month': { from: firstDay(addMonths(month, -1)), to: lastDay(addMonths(month, -1)) },
    '3-months': { from: firstDay(addMonths(month, -2)), to: today },
    '12-months': { from: firstDay(addMonths(month, -11)), to: today },
    'this-year': { from: `${year}-01-01`, to: today },
    'last-year': { from: `${year - 1}-01-01`, to: `${year - 1}-12-31` },
  };
  return upTo[name];
}

/** As many days just before; for months and years the same days of the one before. */
export function rangeBefore(name: RangeName, range: Range): Range {
  const back: Partial<Record<RangeName, number>> = {
    'this-month': 1,
    'last-month': 1,
    '3-months': 3,
    '12-months': 12,
    'this-year': 12,
    'last-year': 12,
  };
  const months = back[name];
  if (months === undefined)
    return { from: addDays(range.from, -daysBetween(range.from, range.to) - 1), to: addDays(range.from, -1) };
  return { from: shifted(range.from, -months), to: shifted(range.to, -months) };
}

/** How the range reads after "in": "June 2026", "the last 12 months". */
export function nameOfRange(name: RangeName, range: Range, locale: string): string {
  const names: Readonly<Record<RangeName, string>> = {
    'this-month': formatMonth(monthOf(range.from), locale),
    'last-month': formatMonth(monthOf(range.from), locale),
    '3-months': 'the last 3 months',
    '12-months': 'the last 12 months',
    'this-year': `${range.from.slice(0, 4)} so far`,
    'last-year': range.from.slice(0, 4),
  };
  return names[name];
}

/** How the range before reads after "than". */
export function nameOfBefore(name: RangeName, before: Range, locale: string): string {
  const month = formatMonth(monthOf(before.from), locale);
  const names: Readonly<Record<RangeName, string>> = {
    'this-month': `in the same days of ${month}`,
    'last-month': `in ${month}`,
    '3-months': 'in the 3 months before',
    '12-months': 'in the 12 months before',
    'this-year': `by this day of ${before.from.slice(0, 4)}`,
    'last-year': `in ${before.from.slice(0, 4)}`,
  };
  return names[name];
}

/** The same day so many months away; the last of a month stays the last. */
function shifted(day: Day, months: number): Day {
  const month = addMonths(monthOf(day), months);
  const wanted = `${month}${day.slice(7)}`;
  const last = lastDay(month);
  return wanted > last || day === lastDay(monthOf(day)) ? last : wanted;
}
