/** Amounts as people type them and as the app writes them. Money is exact minor units throughout. */
import { decimalText, exponentOf, formatMoney, parseMinorUnits } from '#kit/values/money.ts';
import { numericLocale } from './locale.ts';

/** An amount as the contracts have it, or as the gateway answers it. */
export type Amount = { readonly currencyCode: string; readonly minorUnits: bigint | string };
export type Exact = { readonly currencyCode: string; readonly minorUnits: bigint };

/** A currency with three decimals; none has more. */
const FINEST = 'KWD';
const COMPACT_DIGITS = 4;

/** The amount with a bigint, whoever answered it. */
export const exact = ({ currencyCode, minorUnits }: Amount): Exact => ({
  currencyCode,
  minorUnits: BigInt(minorUnits),
});

export const exactOf = (currencyCode: string, minorUnits: bigint): Exact => ({ currencyCode, minorUnits });

/** "−1.234,50 €". */
export const writeAmount = (amount: Amount, locale: string): string =>
  formatMoney(asMoney(amount), numericLocale(locale));

/** "+12.00" reads as a change; zero has no sign. */
export const writeChange = (amount: Amount, locale: string): string =>
  `${BigInt(amount.minorUnits) > 0n ? '+' : ''}${writeAmount(amount, locale)}`;

/** "−€1.235T": four digits, where the whole amount has no room. */
export function writeCompact(amount: Amount, locale: string): string {
  const format = new Intl.NumberFormat(numericLocale(locale), {
    style: 'currency',
    currency: amount.currencyCode,
    notation: 'compact',
    maximumSignificantDigits: COMPACT_DIGITS,
    signDisplay: 'negative',
  });
  return format.format(decimalText(asMoney(amount)) as Intl.StringNumericLiteral).replace('-', '−');
}

/** The amount as one would type it, without currency: "−1234,50". */
export function writePlain(amount: Amount, locale: string): string {
  return decimalText(asMoney(amount)).replace('-', '−').replace('.', decimalMark(locale));
}

/** "47%", or "47 %" in German. */
export const writePercent = (percent: number, locale: string): string =>
  new Intl.NumberFormat(numericLocale(locale), { style: 'percent' }).format(percent / 100);

/** Only for drawing: the amount in units as a number, which may round. */
export const drawn = (amount: Amount): number => Number(decimalText(asMoney(amount)));

/**
 * Reads what people type: "12", "12.50", "12,50", "1.234,50", "1 234.50", "−3", and sums such as "20 + 4.50 − 1".
 * A single mark before one or two digits is decimal in every locale; before three it groups where the locale groups by it.
 * Undefined when it is no amount, or has more decimals than the currency.
 */
export function readAmount(text: string, currencyCode: string, locale: string): bigint | undefined {
  const compact = text.replace(/[\s\u00a0\u202f'’]/g, '').replace(/[−–]/g, '-');
  const terms = compact.match(/[+-]?[^+-]+/g);
  if (!terms || terms.join('') !== compact) return undefined;
  let total = 0n;
  for (const term of terms) {
    const units = readTerm(term, currencyCode, decimalMark(locale));
    if (units === undefined) return undefined;
    total += units;
  }
  return total;
}

/** Whether the text would be an amount in a currency with more decimals. */
export const hasTooManyDecimals = (text: string, currencyCode: string, locale: string): boolean =>
  readAmount(text, currencyCode, locale) === undefined &&
  readAmount(text.replace(/(\d[.,]\d{1,3})\d*\s*$/, '$1'), FINEST, locale) !== undefined;

/** Whether the text begins with a sign. */
export const hasSign = (text: string): boolean => /^\s*[+−–-]/.test(text);

function readTerm(term: string, currencyCode: string, mark: string): bigint | undefined {
  const separators = term.match(/[.,]/g) ?? [];
  const last = separators.at(-1);
  if (last === undefined) return parseMinorUnits(term, currencyCode);
  const decimals = term.length - term.lastIndexOf(last) - 1;
  const single = separators.length === 1;
  const groups = single
    ? last !== mark && decimals === 3 && exponentOf(currencyCode) < 3
    : separators.every((s) => s === last);
  if (groups && !/^[+-]?\d{1,3}([.,]\d{3})+$/.test(term)) return undefined;
  if (groups) return parseMinorUnits(term.replace(/[.,]/g, ''), currencyCode);
  const whole = term.slice(0, term.lastIndexOf(last));
  if (!single && !/^[+-]?\d{1,3}([.,]\d{3})+$/.test(whole)) return undefined;
  const digits = whole.replace(/[.,]/g, '');
  return parseMinorUnits(
    `${/\d$/.test(digits) ? digits : `${digits}0`}.${term.slice(term.lastIndexOf(last) + 1) || '0'}`,
    currencyCode,
  );
}

const marks = new Map<string, string>();
function decimalMark(locale: string): string {
  const known = marks.get(locale);
  if (known) return known;
  const parts = new Intl.NumberFormat(numericLocale(locale)).formatToParts(1.5);
  const mark = parts.find(({ type }) => type === 'decimal')?.value ?? '.';
  marks.set(locale, mark);
  return mark;
}

const asMoney = (amount: Amount) => ({ $typeName: 'melo.money.v1.Money' as const, ...exact(amount) });
