/** Dates and amounts of files, read as declared and never guessed. */
import { DateOrder } from '#gen/melo/transactions/v1/import_pb.ts';
import { plainDate } from '#kit/clock.ts';
import { parseMinorUnits } from '#kit/money.ts';

/** Two-digit years up to this one are of this century. */
const CENTURY_TURN = 70;

const orders: Readonly<Record<number, readonly ['y' | 'm' | 'd', 'y' | 'm' | 'd', 'y' | 'm' | 'd']>> = {
  [DateOrder.DMY]: ['d', 'm', 'y'],
  [DateOrder.MDY]: ['m', 'd', 'y'],
  [DateOrder.YMD]: ['y', 'm', 'd'],
};

/** The day as YYYY-MM-DD; undefined when it is none in this order. A time behind it is passed over. */
export function readDate(text: string, order: DateOrder): string | undefined {
  const places = orders[order];
  const [date = ''] = text.trim().split(/[ T]/);
  const compact = order === DateOrder.YMD ? /^(\d{4})(\d{2})(\d{2})$/ : /^(\d{2})(\d{2})(\d{4})$/;
  const parts = compact.exec(date)?.slice(1) ?? date.replace(/[./-]$/, '').split(/[./-]/);
  if (!places || parts.length !== 3 || !parts.every((part) => /^\d{1,4}$/.test(part))) return undefined;
  const of = (place: 'y' | 'm' | 'd') => parts[places.indexOf(place)]!;
  const year = of('y').length === 2 ? `${Number(of('y')) < CENTURY_TURN ? '20' : '19'}${of('y')}` : of('y');
  return plainDate(`${year}-${of('m').padStart(2, '0')}-${of('d').padStart(2, '0')}`)?.toString();
}

/**
 * The amount in minor units by the declared decimal mark; the other mark, spaces and apostrophes group thousands and
 * must stand where thousands end. Signs may lead or trail; undefined when it is no amount of the currency.
 */
export function readAmount(text: string, decimalMark: string, currency: string): bigint | undefined {
  const bare = text
    .replace(/[\u2212\u2013]/g, '-')
    .replace(new RegExp(`\\b${currency}\\b|[€$£¥]`, 'g'), '')
    .trim();
  const match = /^([+-]?)\s*(.*?)\s*([+-]?)$/.exec(bare);
  if (!match || (match[1] && match[3])) return undefined;
  const mark = decimalMark === ',' ? ',' : '\\.';
  const group = decimalMark === ',' ? "[.\\s'’]" : "[,\\s'’]";
  const shape = new RegExp(`^(\\d+|\\d{1,3}(?:${group}\\d{3})+)?(?:${mark}(\\d*))?$`);
  const digits = shape.exec(match[2]!);
  if (!digits || (!digits[1] && !digits[2])) return undefined;
  const whole = (digits[1] ?? '0').replace(/\D/g, '');
  const units = parseMinorUnits(digits[2] ? `${whole}.${digits[2]}` : whole, currency);
  if (units === undefined) return undefined;
  return match[1] === '-' || match[3] === '-' ? -units : units;
}
