/** The notation of numbers and dates: from the values, and where they are ambiguous from the user's locale. */
import { DateOrder } from '#gen/melo/transactions/v1/import_pb.ts';
import type { Day } from '../statement.ts';
import { DECIMAL_MARKS, isAmount, ORDERS } from './columns.ts';
import { readDate } from './date.ts';
import type { Proposing } from './types.ts';

/** The decimal mark with which more cells are amounts; on a tie, the mark of the locale. */
export function decimalMarkOf(cells: readonly string[], { currency, locale }: Proposing): string {
  const fits = (mark: string) => cells.filter((cell) => isAmount(cell, mark, currency)).length;
  const [comma, point] = DECIMAL_MARKS.map(fits);
  if (comma !== point) return comma! > point! ? ',' : '.';
  const parts = new Intl.NumberFormat(locale || 'en').formatToParts(1.5);
  return parts.find(({ type }) => type === 'decimal')?.value === ',' ? ',' : '.';
}

/** The order in which most dates are valid. If day and month are ambiguous, the locale decides, and the result is a guess. */
export function orderOf(dates: readonly string[], proposing: Proposing): { order: DateOrder; isGuess: boolean } {
  const read = (order: DateOrder) => dates.map((date) => readDate(date, order, proposing satisfies Day) ?? '');
  const counts = ORDERS.map((order) => ({ order, days: read(order), count: read(order).filter(Boolean).length }));
  const best = Math.max(...counts.map(({ count }) => count));
  const fitting = counts.filter(({ count }) => count === best);
  const of = (order: DateOrder) => fitting.find((one) => one.order === order);
  const [ymd, dmy, mdy] = [of(DateOrder.YMD), of(DateOrder.DMY), of(DateOrder.MDY)];
  // With a named month, day and year can be ambiguous; the day then comes first by convention.
  if (!dmy || !mdy) return { order: (dmy ?? mdy ?? ymd)!.order, isGuess: false };
  const isGuess = dmy.days.some((day, i) => day !== mdy.days[i]);
  if (!isGuess) return { order: ymd && dates.every(startsWithYear) ? DateOrder.YMD : DateOrder.DMY, isGuess };
  return { order: isMonthFirst(proposing.locale) ? DateOrder.MDY : DateOrder.DMY, isGuess };
}

const startsWithYear = (date: string): boolean => /^\d{4}/.test(date);

function isMonthFirst(locale: string): boolean {
  if (locale === '') return false;
  const parts = new Intl.DateTimeFormat(locale, { dateStyle: 'short' }).formatToParts(0).map(({ type }) => type);
  return parts.indexOf('month') < parts.indexOf('day');
}
