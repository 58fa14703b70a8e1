/** Figures on charts. They are rounded numbers, for reading only. */
import { exponentOf } from '#kit/values/money.ts';
import { numericLocale } from '../../i18n/locale.ts';

/** "1,234.50 €". */
export const figureOf = (currency: string, locale: string): ((value: number) => string) => {
  const digits = exponentOf(currency);
  const format = new Intl.NumberFormat(numericLocale(locale), {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return (value) => format.format(value).replace('-', '−');
};

/** Of an axis label. */
const CHARACTER_PX = 8;
const TICK_PX = 12;
/** An axis ends at a round value beyond the outermost of its values. */
const AXIS_MARGIN = 2;

/** Room for the labels of an axis of these values; at least `least`. */
export function axisWidth(label: (value: number) => string, values: readonly number[], least: number): number {
  const labels = values.flatMap((value) => [label(value), label(value * AXIS_MARGIN)]);
  const longest = Math.max(0, ...labels.map(({ length }) => length));
  return Math.max(least, longest * CHARACTER_PX + TICK_PX);
}

/** Approximate number of steps of an axis. */
const STEPS = 4;
const MAX_DIGITS = 3;

/** "12K", for the axis of these values: as many decimals as its steps need to read differently. */
export const shortFigureOf = (
  currency: string,
  locale: string,
  values: readonly number[],
): ((value: number) => string) => {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  // The unit of the compact notation: 1, a thousand, a million, …
  const unit = 10 ** (3 * Math.floor(Math.log10(Math.max(-low, high, 1)) / 3));
  const step = (most - least) / STEPS;
  const digits = step > 0 ? Math.ceil(Math.log10(unit / step)) + 1 : 1;
  const format = new Intl.NumberFormat(numericLocale(locale), {
    style: 'currency',
    currency,
    notation: 'compact',
    minimumFractionDigits: 0,
    maximumFractionDigits: Math.min(Math.max(digits, 0), MAX_DIGITS),
  });
  return (value) => format.format(value).replace('-', '−');
};
