/** How a rhythm is written for people, and which days of a month a first date can stand for. */
import { Frequency, MonthDay, type Schedule } from '#gen/melo/transactions/v1/schedule_pb.ts';
import { type Day, lastDay, monthOf } from '../../i18n/dates.ts';
import type { MessageId } from '../../i18n/messages/message-id.ts';
import { text } from '../../i18n/text.ts';

const DAYS_OF_WEEK = 7;

const every: Readonly<Partial<Record<Frequency, MessageId>>> = {
  [Frequency.DAILY]: 'recurring.every-day',
  [Frequency.WEEKLY]: 'recurring.every-week',
  [Frequency.MONTHLY]: 'recurring.every-month',
  [Frequency.YEARLY]: 'recurring.every-year',
};

/** "Every month", "Every 2 weeks", "Twice a month, on day 1 and 15". */
export function writeRhythm({ recurrence, startDate }: Pick<Schedule, 'recurrence' | 'startDate'>): string {
  const { frequency, interval, secondDay } = recurrence!;
  const message = every[frequency];
  if (message) return text(message, { count: interval || 1 });
  const [first, second] = [Number(startDate.slice(8)), secondDay].toSorted((a, b) => a - b);
  return text('recurring.twice-on', { first: first!, second: second! });
}

/** The days of a month that begin on this date: its number, and the last day, weekday or last weekday where it is one. */
export function monthDays(start: Day, locale: string): { readonly value: string; readonly label: string }[] {
  const day = Number(start.slice(8));
  const last = Number(lastDay(monthOf(start)).slice(8));
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(new Date(start));
  const nth = Math.ceil(day / DAYS_OF_WEEK);
  return [
    { value: String(MonthDay.UNSPECIFIED), label: text('recurring.day-of-month', { day }) },
    ...(day === last ? [{ value: String(MonthDay.LAST), label: text('recurring.last-day') }] : []),
    ...(nth < 5 ? [{ value: String(MonthDay.WEEKDAY), label: text('recurring.nth-weekday', { nth, weekday }) }] : []),
    ...(day > last - DAYS_OF_WEEK
      ? [{ value: String(MonthDay.LAST_WEEKDAY), label: text('recurring.last-weekday', { weekday }) }]
      : []),
  ];
}
