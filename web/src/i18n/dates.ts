/** Calendar days as "YYYY-MM-DD" and months as "YYYY-MM": arithmetic without clocks or zones, and how they are written for people. */
import { numericLocale } from './locale.ts';

export type Day = string;
export type Month = string;

const DAY_MS = 86_400_000;

/** The day it is now in the time zone. */
export const todayIn = (timeZone: string, now: Date = new Date()): Day =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone: timeZone || 'UTC',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(now);

export const addDays = (day: Day, days: number): Day => dayOf(new Date(instant(day) + days * DAY_MS));

export const daysBetween = (from: Day, to: Day): number => Math.round((instant(to) - instant(from)) / DAY_MS);

export const monthOf = (day: Day): Month => day.slice(0, 7);

export const firstDay = (month: Month): Day => `${month}-01`;

export const lastDay = (month: Month): Day => addDays(firstDay(addMonths(month, 1)), -1);

export function addMonths(month: Month, months: number): Month {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + months;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;
}

/** Whether the calendar has the day. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(instant(text)) && dayOf(new Date(instant(text))) === text;

/**
 * Reads what people type: 2026-03-14, 14.3.2026, 14.3., 3/14/26, "14" (this month). The order of day and month is the locale's,
 * unless dots say day first. Undefined when it is no day.
 */
export function readDay(text: string, locale: string, today: Day): Day | undefined {
  const trimmed = text.trim();
  if (isDay(trimmed)) return trimmed;
  const parts = trimmed.split(/[^\d]+/).filter((part) => part !== '');
  if (parts.length === 0 || parts.length > 3 || /[^\d\s./-]/.test(trimmed)) return undefined;
  const monthFirst = !trimmed.includes('.') && isMonthFirst(locale);
  const [first, second, third] = parts;
  const [day, month] =
    second === undefined ? [first!, today.slice(5, 7)] : monthFirst ? [second, first!] : [first!, second];
  const year = third === undefined ? today.slice(0, 4) : third.length === 2 ? `20${third}` : third;
  const read = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDay(read) ? read : undefined;
}

/** "14 Mar", with the year when it is not this one. */
export function formatDay(day: Day, locale: string, today: Day): string {
  const sameYear = day.slice(0, 4) === today.slice(0, 4);
  return write(day, locale, { day: 'numeric', month: 'short', ...(!sameYear && { year: 'numeric' }) });
}

/** "14/03/2026", in the order that `readDay` reads. */
export const formatShortDay = (day: Day, locale: string): string =>
  write(day, numericLocale(locale), { day: '2-digit', month: '2-digit', year: 'numeric' });

/** "14 March 2026". */
export const formatLongDay = (day: Day, locale: string): string =>
  write(day, locale, { day: 'numeric', month: 'long', year: 'numeric' });

/** "March 2026". */
export const formatMonth = (month: Month, locale: string): string =>
  write(firstDay(month), locale, { month: 'long', year: 'numeric' });

/** "Mar", for axes. */
export const formatShortMonth = (month: Month, locale: string): string =>
  write(firstDay(month), locale, { month: 'short' });

/** "March". */
export const formatMonthName = (month: Month, locale: string): string =>
  write(firstDay(month), locale, { month: 'long' });

function isMonthFirst(locale: string): boolean {
  const parts = new Intl.DateTimeFormat(numericLocale(locale)).formatToParts(new Date(0));
  return parts.findIndex(({ type }) => type === 'month') < parts.findIndex(({ type }) => type === 'day');
}

const write = (day: Day, locale: string, options: Intl.DateTimeFormatOptions): string => {
  const { format, written } = formatOf(locale || 'en', options);
  const known = written.get(day);
  if (known !== undefined) return known;
  if (written.size >= MAX_WRITTEN) written.clear();
  const text = format.format(new Date(instant(day)));
  written.set(day, text);
  return text;
};

/** A list writes the same few days over and over. */
type Format = { readonly format: Intl.DateTimeFormat; readonly written: Map<Day, string> };
const MAX_WRITTEN = 2000;
/** Making a format takes longer than a hundred dates written with it. There are a few for each locale. */
const formats = new Map<string, Format>();

function formatOf(locale: string, options: Intl.DateTimeFormatOptions): Format {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  const made = { format: new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }), written: new Map() };
  formats.set(key, made);
  return made;
}

const instant = (day: Day): number =>
  Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)));
const dayOf = (date: Date): Day => date.toISOString().slice(0, 10);
