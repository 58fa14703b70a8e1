/** What is in a sample household: three months of everyday money, the same each time. Pure. */
import { addMonths, type Day, lastDay, type Month, monthOf } from '../../i18n/dates.ts';
import type { SampleLanguage } from './sample-names.ts';

/** Default categories are found by their symbols, which are the same in every language. */
type Symbol = '💼' | '🔑' | '💡' | '📶' | '📺' | '🛒' | '🍽️' | '☕' | '🚆' | '👕';
type Account = 'checking' | 'card';
export type SampleEntry = {
  readonly account: Account;
  readonly date: Day;
  /** In hundredths of the currency's unit; negative for money out. */
  readonly cents: number;
  readonly payee: string;
  readonly symbol: Symbol;
};

const MONTHS = 3;

type Habit = readonly [account: Account, day: number, cents: number, symbol: Symbol, en: string, de: string];

const habits: readonly Habit[] = [
  ['checking', 1, -98_000, '🔑', 'Linden Apartments', 'Hausverwaltung Lindenhof'],
  ['checking', 3, -8_900, '💡', 'City Utilities', 'Stadtwerke'],
  ['checking', 5, -3_999, '📶', 'Northnet', 'Nordnetz'],
  ['checking', 7, -4_900, '🚆', 'City Transit', 'Stadtverkehr'],
  ['card', 8, -1_099, '📺', 'Tonwave Music', 'Tonwelle Musik'],
  ['card', 2, -6_240, '🛒', 'Market Hall', 'Markthalle'],
  ['card', 6, -3_815, '🛒', 'Green Market', 'Grünmarkt'],
  ['card', 11, -7_120, '🛒', 'Market Hall', 'Markthalle'],
  ['card', 16, -4_475, '🛒', 'Green Market', 'Grünmarkt'],
  ['card', 21, -6_890, '🛒', 'Market Hall', 'Markthalle'],
  ['card', 26, -5_330, '🛒', 'Green Market', 'Grünmarkt'],
  ['card', 4, -480, '☕', 'Café Dawn', 'Café Morgenrot'],
  ['card', 12, -520, '☕', 'Café Dawn', 'Café Morgenrot'],
  ['card', 19, -460, '☕', 'Café Dawn', 'Café Morgenrot'],
  ['card', 9, -3_650, '🍽️', 'Trattoria Lucia', 'Trattoria Lucia'],
  ['card', 23, -5_240, '🍽️', 'Sakura', 'Sakura'],
  ['card', 14, -6_990, '👕', 'Keller Fashion', 'Modehaus Keller'],
  ['checking', 25, 312_000, '💼', 'Harbour Works', 'Kontor & Söhne'],
];

/** Amounts of later months differ a little, so that reports have something to compare. */
const CHANGE_PERCENT = 4;

const monthsUntil = (today: Day): Month[] =>
  Array.from({ length: MONTHS }, (_, i) => addMonths(monthOf(today), i + 1 - MONTHS));

/** The day on which the accounts begin. */
export const sampleStart = (today: Day): Day => `${monthsUntil(today)[0]}-01`;

/** Entries up to today, oldest first. */
export function sampleEntries(today: Day, language: SampleLanguage): SampleEntry[] {
  const entries = monthsUntil(today).flatMap((month, index) =>
    habits.map(([account, day, cents, symbol, en, de]) => ({
      account,
      date: `${month}-${String(Math.min(day, Number(lastDay(month).slice(8)))).padStart(2, '0')}`,
      cents: isFixed(symbol) ? cents : cents + Math.round((cents * index * CHANGE_PERCENT) / 100),
      payee: { en, de }[language],
      symbol,
    })),
  );
  return entries.filter(({ date }) => date <= today).sort((a, b) => (a.date < b.date ? -1 : 1));
}

const isFixed = (symbol: Symbol): boolean => ['💼', '🔑', '📶', '📺', '🚆'].includes(symbol);

/** Limits of the budget: symbol and hundredths. */
export const sampleLimits = [
  ['🛒', 36_000],
  ['🍽️', 8_000],
  ['☕', 2_000],
] as const satisfies readonly (readonly [Symbol, number])[];
