/** Figures on charts, which draw numbers: exact enough to read, never to reckon with. */
import { exponentOf } from '#kit/money.ts';

/** "1,234.50 €". */
export const figureOf = (currency: string, locale: string): ((value: number) => string) => {
  const digits = exponentOf(currency);
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return (value) => format.format(value).replace('-', '−');
};

/** "12K", for axes. */
export const shortFigureOf = (currency: string, locale: string): ((value: number) => string) => {
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    notation: 'compact',
    maximumFractionDigits: 1,
  });
  return (value) => format.format(value).replace('-', '−');
};
