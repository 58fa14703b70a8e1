/** Dates of files, read in one pass in the declared order of day, month and year. */
import { DateOrder } from '#gen/melo/transactions/v1/import_pb.ts';
import { plainDate } from '#kit/values/dates.ts';
import type { Day } from '../statement.ts';
import { isWeekday, monthOf } from './month-names.ts';
import { dayInZone } from './time.ts';

/** Maximum length of a date with its time. */
const MAX_LENGTH = 64;
/** Two-digit years up to this many years ahead belong to this century. */
const YEARS_AHEAD = 10;

type Part = 'y' | 'm' | 'd';
const orders: Readonly<Record<number, readonly [Part, Part, Part]>> = {
  [DateOrder.DMY]: ['d', 'm', 'y'],
  [DateOrder.MDY]: ['m', 'd', 'y'],
  [DateOrder.YMD]: ['y', 'm', 'd'],
};

/** The date as YYYY-MM-DD; undefined when the text is not a date in this order. */
export function readDate(text: string, order: DateOrder, { today, timeZone }: Day): string | undefined {
  const places = orders[order];
  const trimmed = text.trim();
  if (!places || trimmed.length > MAX_LENGTH) return undefined;
  const found = scan(trimmed, order);
  if (!found) return undefined;
  const { numbers, month, rest } = found;
  const [year, monthNumber, day] = month === undefined ? inOrder(numbers, places) : named(numbers, month, order);
  if (![2, 4].includes(year.length) || monthNumber.length > 2 || day.length > 2) return undefined;
  const date = plainDate(
    `${fullYear(year, today)}-${monthNumber.padStart(2, '0')}-${day.padStart(2, '0')}`,
  )?.toString();
  return date && dayInZone(date, rest, timeZone);
}

type Found = { numbers: string[]; month: number | undefined; rest: string };

/** Scans two numbers and the name of a month, or three numbers, and the rest of the text. */
function scan(text: string, order: DateOrder): Found | undefined {
  const numbers: string[] = [];
  let month: number | undefined;
  let at = 0;
  while (at < text.length && numbers.length + (month === undefined ? 0 : 1) < 3) {
    const from = at;
    const isNumber = isDigit(text[at]);
    if (!isNumber && !isLetter(text[at])) {
      if (!SEPARATORS.includes(text[at]!)) return undefined;
      at += 1;
      continue;
    }
    while (at < text.length && (isNumber ? isDigit(text[at]) : isLetter(text[at]))) at += 1;
    const token = text.slice(from, at);
    if (isNumber) {
      const compact = numbers.length === 0 && month === undefined ? compactParts(token, order) : undefined;
      if (compact) return { ...compact, month, rest: compact.rest + text.slice(at) };
      numbers.push(token);
    } else if (!isFiller(token)) {
      const named = month === undefined ? monthOf(token) : undefined;
      if (named !== undefined && !(isWeekday(token) && hasThreeNumbers(text))) month = named;
      else if (!isWeekday(token)) return undefined;
    }
  }
  if (numbers.length + (month === undefined ? 0 : 1) < 3) return undefined;
  return { numbers, month, rest: text.slice(at) };
}

const SEPARATORS = ' \u00a0\u202f\t./-,';
const isDigit = (char: string | undefined): boolean => char !== undefined && char >= '0' && char <= '9';
const isLetter = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{M}]/u.test(char);
/** Words between day, month and year that have no meaning. */
const isFiller = (word: string): boolean => ['de', 'del', 'of', 'th', 'st', 'nd', 'rd'].includes(word.toLowerCase());

/** Resolves words such as "mar", March or Tuesday by language: with three numbers the date needs no month. */
function hasThreeNumbers(text: string): boolean {
  const [date] = text.split(':');
  let count = 0;
  for (let at = 0; at < date!.length; at++) if (isDigit(date![at]) && !isDigit(date![at - 1])) count += 1;
  return count >= 3;
}

/** Eight digits in the declared order, followed by an optional time of four or six digits. */
function compactParts(token: string, order: DateOrder): { numbers: string[]; rest: string } | undefined {
  if (![8, 12, 14].includes(token.length)) return undefined;
  const cuts = order === DateOrder.YMD ? [4, 6, 8] : [2, 4, 8];
  const numbers = [token.slice(0, cuts[0]), token.slice(cuts[0], cuts[1]), token.slice(cuts[1], cuts[2])];
  const time = token.slice(8);
  return {
    numbers,
    rest: time && `T${time.slice(0, 2)}:${time.slice(2, 4)}${time.length > 4 ? `:${time.slice(4)}` : ''}`,
  };
}

const inOrder = (numbers: readonly string[], places: readonly Part[]): [string, string, string] => {
  const of = (part: Part) => numbers[places.indexOf(part)]!;
  return [of('y'), of('m'), of('d')];
};

/** With a named month, a number of four digits is the year; otherwise the declared order decides. */
function named(numbers: readonly string[], month: number, order: DateOrder): [string, string, string] {
  const [first, second] = numbers as [string, string];
  const yearFirst = first.length === 4 || (second.length !== 4 && order === DateOrder.YMD);
  return yearFirst ? [first, String(month), second] : [second, String(month), first];
}

function fullYear(year: string, today: string): string {
  if (year.length === 4) return year;
  const century = Number(today.slice(0, 2)) * 100;
  const thisCentury = century + Number(year);
  return String(thisCentury > Number(today.slice(0, 4)) + YEARS_AHEAD ? thisCentury - 100 : thisCentury);
}
