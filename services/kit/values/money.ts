/** The rules of money: exact integers of minor units, ISO 4217 exponents, splitting without loss. */
import type { Money } from '#gen/melo/money/v1/money_pb.ts';

/** Exponents that Intl does not know or rounds differently from ISO 4217. */
const exponents: Readonly<Record<string, number>> = {
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
  AFN: 2,
  ALL: 2,
  COP: 2,
  HUF: 2,
  IDR: 2,
  IRR: 2,
  KPW: 2,
  LAK: 2,
  LBP: 2,
  MGA: 2,
  MMK: 2,
  MRU: 2,
  PKR: 2,
  RSD: 2,
  SLE: 2,
  SOS: 2,
  SYP: 2,
  TZS: 2,
  YER: 2,
};

const known = new Set(Intl.supportedValuesOf('currency'));

/** Whether ISO 4217 defines the currency. */
export const isCurrency = (code: string): boolean => known.has(code) || code in exponents;

/** How many decimal places the currency's minor unit has (ISO 4217): JPY 0, EUR 2, KWD 3, CLF 4. */
export function exponentOf(code: string): number {
  const own = exponents[code] ?? intlExponents.get(code);
  if (own !== undefined) return own;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency: code });
  const exponent = format.resolvedOptions().maximumFractionDigits ?? 2;
  if (known.has(code)) intlExponents.set(code, exponent);
  return exponent;
}

/** Exponents that Intl has returned; calling it costs more than formatting the amount. */
const intlExponents = new Map<string, number>();

/** An amount of money. Equals what `create` returns, without its cost. */
export const money = (currencyCode: string, minorUnits: bigint): Money => ({
  $typeName: 'melo.money.v1.Money',
  currencyCode,
  minorUnits,
});

/** Largest amount in minor units, as `money.proto` has it. */
const MAX_UNITS = 10n ** 18n;

/**
 * Reads a plain decimal with "." as mark, such as "-1234.5", into minor units.
 * Undefined when it is not a number, has more decimals than the currency (JPY 1200.50) or exceeds 10^18 minor units.
 */
export function parseMinorUnits(text: string, currencyCode: string): bigint | undefined {
  const match = /^([+-]?)(\d{1,19})(?:\.(\d{1,9}))?$/.exec(text.replace('−', '-'));
  if (!match) return undefined;
  const exponent = exponentOf(currencyCode);
  const decimals = withoutZeros(match[3] ?? '');
  if (decimals.length > exponent) return undefined;
  const units = BigInt(match[2]! + decimals.padEnd(exponent, '0'));
  if (units > MAX_UNITS) return undefined;
  return match[1] === '-' ? -units : units;
}

/** Decimals without trailing zeros. */
function withoutZeros(decimals: string): string {
  let { length } = decimals;
  while (length > 0 && decimals[length - 1] === '0') length -= 1;
  return decimals.slice(0, length);
}

/** The amount as a plain decimal, such as "-1234.50": exact, for files and Intl. */
export function decimalText({ currencyCode, minorUnits }: Money): string {
  const exponent = exponentOf(currencyCode);
  const digits = (minorUnits < 0n ? -minorUnits : minorUnits).toString().padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const sign = minorUnits < 0n ? '-' : '';
  return exponent === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-exponent)}`;
}

/** The amount for people, by Intl, exact at any size; minus is "−" and nothing is "-0". */
export function formatMoney(amount: Money, locale: string): string {
  const format = formatOf(amount.currencyCode, locale || 'en');
  return format.format(decimalText(amount) as Intl.StringNumericLiteral).replace('-', '−');
}

/** Making a format takes longer than a hundred amounts written with it. */
const formats = new Map<string, Intl.NumberFormat>();
const MAX_FORMATS = 500;

function formatOf(currency: string, locale: string): Intl.NumberFormat {
  const key = `${currency} ${locale}`;
  const known = formats.get(key);
  if (known) return known;
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: exponentOf(currency),
    maximumFractionDigits: exponentOf(currency),
    signDisplay: 'negative',
  });
  if (formats.size >= MAX_FORMATS) formats.clear();
  formats.set(key, format);
  return format;
}

/** Splits units into `parts` that sum to it exactly, handing the remainder out one unit at a time: 10000/3 = 3334, 3333, 3333. */
export function split(units: bigint, parts: number): bigint[] {
  const k = BigInt(parts);
  const base = units / k;
  const rest = units - base * k;
  const step = rest < 0n ? -1n : 1n;
  return Array.from({ length: parts }, (_, i) => base + (BigInt(i) < rest * step ? step : 0n));
}

/** Sum of amounts in minor units. */
export const sum = (units: Iterable<bigint>): bigint => {
  let total = 0n;
  for (const unit of units) total += unit;
  return total;
};

/** The largest of non-negative figures; 0 for none. */
export const largest = (units: Iterable<bigint>): bigint => {
  let most = 0n;
  for (const unit of units) if (unit > most) most = unit;
  return most;
};
