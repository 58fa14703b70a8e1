/** Decides which numeric columns are amounts and which is the running balance. */

import type { Reading } from '../statement.ts';
import { readAmount } from './amount.ts';
import { headerNames, plain } from './header-names.ts';
import type { Body, Columns } from './types.ts';

/** Finds one amount column, or columns for money in and out, and the balance column. */
export function findAmounts(
  numeric: readonly number[],
  { header, rows }: Body,
  mark: string,
  reading: Reading,
): Columns {
  const name = (at: number) => header[at] ?? '';
  const moneyIn = numeric.find((at) => headerNames.moneyIn(name(at)));
  const moneyOut = numeric.find((at) => headerNames.moneyOut(name(at)));
  const units = (at: number) => rows.map(({ cells }) => unitsOf(cells[at] ?? '', mark, reading));
  const balance =
    numeric.find((at) => headerNames.balance(name(at))) ??
    numeric.find((at) => numeric.some((other) => other !== at && isRunningBalance(units(at), units(other))));
  const balanced = balance === undefined || numeric.length === 1 ? {} : { balance };
  if (moneyIn !== undefined && moneyOut !== undefined) return { moneyIn, moneyOut, ...balanced };
  const rest = numeric.filter((at) => !('balance' in balanced) || at !== balance);
  const own = plain(reading.currency);
  const score = (at: number) =>
    (headerNames.amount(name(at)) ? 4 : 0) +
    (plain(name(at))
      .split(/[^a-z]/)
      .includes(own)
      ? 8
      : 0) +
    (rows.some(({ cells }) => hasDecimals(cells[at] ?? '', mark)) ? 2 : 0) +
    (units(at).some((value) => (value ?? 0n) < 0n) ? 1 : 0) -
    (headerNames.number(name(at)) || headerNames.bankId(name(at)) ? 3 : 0);
  const ranked = [...rest].sort((a, b) => score(b) - score(a) || a - b);
  const [amount] = ranked;
  if (amount === undefined) return balanced;
  const foreign = rest.find((at) => at !== amount && headerNames.amount(name(at)) && score(amount) >= 8);
  return { amount, ...balanced, ...(foreign !== undefined && { foreignAmount: foreign }) };
}

const hasDecimals = (text: string, mark: string): boolean => {
  const at = text.indexOf(mark);
  return at >= 0 && /^\d{2}/.test(text.slice(at + 1));
};

/** Whether each balance is the previous one plus the change, in the file's order or reversed. */
function isRunningBalance(
  balances: readonly (bigint | undefined)[],
  changes: readonly (bigint | undefined)[],
): boolean {
  if (balances.length < 2 || [...balances, ...changes].some((value) => value === undefined)) return false;
  const steps = balances.slice(1).map((value, i) => value! - balances[i]!);
  return steps.every((step, i) => step === changes[i + 1]) || steps.every((step, i) => -step === changes[i]);
}

const unitsOf = (text: string, mark: string, { currency }: Reading): bigint | undefined => {
  const amount = readAmount(text, mark, currency);
  return 'minorUnits' in amount ? amount.minorUnits : undefined;
};
export const isNegative = (text: string, mark: string, reading: Reading): boolean =>
  (unitsOf(text, mark, reading) ?? 0n) < 0n;
