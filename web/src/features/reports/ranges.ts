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
import type { MessageId } from '../../i18n/messages/message-id.ts';
import { text } from '../../i18n/text.ts';

export const ranges = [
  { value: 'this-month', label: 'reports.this-month' },
  { value: 'last-month', label: 'reports.last-month' },
  { value: '3-months', label: 'reports.3-months' },
  { value: '12-months', label: 'reports.12-months' },
  { value: 'this-year', label: 'reports.this-year' },
  { value: 'last-year', label: 'reports.last-year' },
] as const satisfies readonly { readonly value: string; readonly label: MessageId }[];

export type RangeName = (typeof ranges)[number]['value'];

export const readRange = (name: string | undefined, usual: RangeName): RangeName =>
  ranges.find(({ value }) => value === name)?.value ?? usual;

/** The days of the range; a current one ends today. */
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

/** The same days of the months or years before. */
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

/** The range within a sentence: "in June 2026", "in the last 12 months". */
export function nameOfRange(name: RangeName, range: Range, locale: string): string {
  const month = formatMonth(monthOf(range.from), locale);
  const year = range.from.slice(0, 4);
  const names: Readonly<Record<RangeName, string>> = {
    'this-month': text('reports.in-month', { month }),
    'last-month': text('reports.in-month', { month }),
    '3-months': text('reports.in-the-last-3-months'),
    '12-months': text('reports.in-the-last-12-months'),
    'this-year': text('reports.in-year-so-far', { year }),
    'last-year': text('reports.in-year', { year }),
  };
  return names[name];
}

/** How the range before reads after "than". */
export function nameOfBefore(name: RangeName, before: Range, locale: string): string {
  const month = formatMonth(monthOf(before.from), locale);
  const year = before.from.slice(0, 4);
  const names: Readonly<Record<RangeName, string>> = {
    'this-month': text('reports.in-the-same-days-of', { month }),
    'last-month': text('reports.in-month', { month }),
    '3-months': text('reports.in-the-3-months-before'),
    '12-months': text('reports.in-the-12-months-before'),
    'this-year': text('reports.by-this-day-of', { year }),
    'last-year': text('reports.in-year', { year }),
  };
  return names[name];
}

/** The same day some months away; the last day of a month stays the last. */
function shifted(day: Day, months: number): Day {
  const month = addMonths(monthOf(day), months);
  const wanted = `${month}${day.slice(7)}`;
  const last = lastDay(month);
  return wanted > last || day === lastDay(monthOf(day)) ? last : wanted;
}
