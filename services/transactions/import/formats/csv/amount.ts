/** Reads amounts in one pass, as the mapping declares and never by guessing. */
import { parseMinorUnits } from '#kit/values/money.ts';
import { classifyCurrency } from './currency.ts';

/** Maximum length of an amount with its sign and currency. */
const MAX_LENGTH = 64;
const APOSTROPHES = "'’`";
const MINUS = '-−–﹣－';
const PLUS = '+＋';
/** Words before or after an amount that give its direction. */
const DEBIT = new Set(['dr', 'd', 'debit', 'dbit', 's', 'soll']);
const CREDIT = new Set(['cr', 'c', 'credit', 'crdt', 'h', 'haben']);

export type Amount = { readonly minorUnits: bigint } | { readonly problem: 'amount' | 'currency' };

const NO_AMOUNT = { problem: 'amount' } as const;

/**
 * The amount in minor units by the declared decimal mark. The other mark, spaces and apostrophes separate groups of thousands or
 * lakhs. A minus sign before or after, brackets, and DR make the amount negative. Any other text must be the currency.
 */
export function readAmount(text: string, decimalMark: string, currency: string): Amount {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > MAX_LENGTH) return NO_AMOUNT;
  const start = startOfNumber(trimmed, decimalMark);
  const end = endOfNumber(trimmed);
  if (start < 0 || end <= start) return NO_AMOUNT;
  const digits = digitsOf(trimmed.slice(start, end), decimalMark);
  const around = aroundOf(trimmed.slice(0, start), trimmed.slice(end));
  if (digits === undefined || around === undefined) return NO_AMOUNT;
  const kind = classifyCurrency(around.currency, currency);
  if (kind !== 'own') return { problem: kind === 'foreign' ? 'currency' : 'amount' };
  const units = parseMinorUnits(digits, currency);
  return units === undefined ? NO_AMOUNT : { minorUnits: around.isNegative ? -units : units };
}

const isDigit = (char: string | undefined): boolean => char !== undefined && char >= '0' && char <= '9';
const isLetter = (char: string | undefined): boolean => char !== undefined && /\p{L}/u.test(char);
const isSpace = (char: string): boolean => char.trim() === '';

/** Index of the first digit, or of the decimal mark right before it. */
function startOfNumber(text: string, decimalMark: string): number {
  let at = 0;
  while (at < text.length && !isDigit(text[at])) at += 1;
  if (at === text.length) return -1;
  // "Rs.500" has no decimals.
  return text[at - 1] === decimalMark && !isLetter(text[at - 2]) ? at - 1 : at;
}

/** Index after the last digit and a decimal mark that belongs to it. */
function endOfNumber(text: string): number {
  let at = text.length;
  while (at > 0 && !isDigit(text[at - 1])) at -= 1;
  return text[at] === '.' || text[at] === ',' ? at + 1 : at;
}

/** The digits with "." as decimal mark and without groups; undefined when they are not a number. */
function digitsOf(text: string, decimalMark: string): string | undefined {
  const markAt = text.indexOf(decimalMark);
  const whole = markAt < 0 ? text : text.slice(0, markAt);
  const decimals = markAt < 0 ? '' : text.slice(markAt + 1);
  const joined = whole === '' ? '0' : groupedDigits(whole, decimalMark);
  if (joined === undefined || ![...decimals].every(isDigit)) return undefined;
  if (whole === '' && decimals === '') return undefined;
  return decimals === '' ? joined : `${joined}.${decimals}`;
}

/** Digits of one to three, then groups of three, or of two with three at the end, all with one kind of separator. */
function groupedDigits(text: string, decimalMark: string): string | undefined {
  const groups: string[] = [''];
  let separator = '';
  for (const char of text) {
    if (isDigit(char)) {
      groups[groups.length - 1] += char;
      continue;
    }
    const kind = isSpace(char) ? ' ' : APOSTROPHES.includes(char) ? "'" : char;
    const groupsDigits = kind === ' ' || kind === "'" || kind === (decimalMark === ',' ? '.' : ',');
    if (!groupsDigits || (separator !== '' && kind !== separator)) return undefined;
    separator = kind;
    groups.push('');
  }
  const [first, ...rest] = groups.map(({ length }) => length);
  if (rest.length === 0) return groups[0];
  const thousands = first! >= 1 && first! <= 3 && rest.every((length) => length === 3);
  const lakhs = first! >= 1 && first! <= 2 && rest.at(-1) === 3 && rest.slice(0, -1).every((length) => length === 2);
  return thousands || lakhs ? groups.join('') : undefined;
}

/** Parses the text around the digits: a sign or a word for one, brackets, and a currency. */
function aroundOf(before: string, after: string): { isNegative: boolean; currency: string } | undefined {
  const signs: number[] = [];
  let [opened, closed] = [0, 0];
  const rest = (text: string): string => {
    let other = '';
    for (const char of text) {
      if (MINUS.includes(char)) signs.push(-1);
      else if (PLUS.includes(char)) signs.push(1);
      else if (char === '(') opened += 1;
      else if (char === ')') closed += 1;
      else other += char;
    }
    return other.trim();
  };
  const texts = [rest(before), rest(after)];
  if (opened !== closed || opened > 1 || before.includes(')') || after.includes('(')) return undefined;
  if (opened === 1) signs.push(-1);
  const currencies = texts.filter((text) => {
    const sign = signOfWord(text);
    if (sign !== 0) signs.push(sign);
    return sign === 0 && text !== '';
  });
  if (signs.length > 1 || currencies.length > 1) return undefined;
  return { isNegative: signs[0] === -1, currency: currencies[0] ?? '' };
}

function signOfWord(text: string): -1 | 0 | 1 {
  const word = (text.endsWith('.') ? text.slice(0, -1) : text).toLowerCase();
  return DEBIT.has(word) ? -1 : CREDIT.has(word) ? 1 : 0;
}
