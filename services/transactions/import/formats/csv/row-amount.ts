/** The amount of a row: one signed column, one column with a direction column, or two columns for money in and out. */
import { type Mapping, RowProblem } from '#gen/melo/transactions/v1/import_pb.ts';
import { isCurrency } from '#kit/values/money.ts';
import { readAmount } from './amount.ts';
import { cut } from './cells.ts';
import { classifyCurrency } from './currency.ts';
import { plain } from './header-names.ts';

type Foreign = { readonly currency: string; readonly minorUnits: bigint };
export type RawAmount = { readonly foreign?: Foreign } & (
  | { readonly units: bigint }
  | { readonly moneyIn: bigint; readonly moneyOut: bigint }
);
type Problem = { readonly problem: string; readonly kind: RowProblem };
type Value = (at: number | undefined) => string;

const MAX_QUOTED = 60;
const quoted = (cell: string): string => `“${cut(cell, MAX_QUOTED)}”`;

/** Returns the amounts as written, or the problem with them. */
export function readRawAmount(mapping: Mapping, value: Value, currency: string): RawAmount | Problem {
  const other = otherCurrency(mapping, value, currency);
  if (other && 'problem' in other) return other;
  const read = (text: string): bigint | Problem => {
    const amount = readAmount(text, mapping.decimalMark, currency);
    if ('minorUnits' in amount) return amount.minorUnits;
    return amount.problem === 'currency'
      ? { kind: RowProblem.CURRENCY_MISMATCH, problem: `${quoted(text)} is not in ${currency}.` }
      : { kind: RowProblem.AMOUNT, problem: `${quoted(text)} is not an amount in ${currency}.` };
  };
  const { amount, moneyIn, moneyOut, inverted } = mapping.amountColumns!;
  const foreign = other ? { foreign: other } : {};
  if (amount !== undefined) {
    const units = read(value(amount));
    if (typeof units !== 'bigint') return units;
    return { units: directed(mapping, value, inverted ? -units : units), ...foreign };
  }
  const [into, out] = [value(moneyIn), value(moneyOut)];
  if (!into && !out) return { kind: RowProblem.AMOUNT, problem: 'The amount is missing.' };
  const [unitsIn, unitsOut] = [into ? read(into) : 0n, out ? read(out) : 0n];
  if (typeof unitsIn !== 'bigint') return unitsIn;
  return typeof unitsOut === 'bigint' ? { moneyIn: unitsIn, moneyOut: unitsOut, ...foreign } : unitsOut;
}

/** The amount with the sign that the direction column gives it. */
function directed({ directionColumn, moneyOutValue }: Mapping, value: Value, units: bigint): bigint {
  if (directionColumn === undefined) return units;
  return plain(value(directionColumn)) === plain(moneyOutValue) ? -units : units;
}

/** The original amount of a row in another currency. A problem, unless the file also has the amount in the account's currency. */
function otherCurrency(mapping: Mapping, value: Value, currency: string): Foreign | Problem | undefined {
  const code = value(mapping.currencyColumn).toUpperCase();
  if (code === '' || classifyCurrency(code, currency) === 'own') return undefined;
  if (mapping.foreignAmountColumn === undefined)
    return {
      kind: RowProblem.CURRENCY_MISMATCH,
      problem: `This row is in ${quoted(code)}, but the account is in ${currency}.`,
    };
  const amount = isCurrency(code)
    ? readAmount(value(mapping.foreignAmountColumn), mapping.decimalMark, code)
    : undefined;
  return amount && 'minorUnits' in amount ? { currency: code, minorUnits: amount.minorUnits } : undefined;
}

/** The normal sign of the columns for money in and out; the other sign is a reversal. 0 when both are normal. */
export type Signs = { readonly moneyIn: 1 | -1; readonly moneyOut: 1 | -1 | 0 };

/**
 * The normal sign of a column is the sign of most of its values. On a tie, money in is positive, and money out has the sign of its
 * first value if another value reverses it.
 */
export function signsOf(amounts: readonly RawAmount[]): Signs {
  const columns = amounts.flatMap((amount) => ('units' in amount ? [] : [amount]));
  const into = columns.map(({ moneyIn }) => moneyIn).filter((units) => units !== 0n);
  const out = columns.map(({ moneyOut }) => moneyOut).filter((units) => units !== 0n);
  const values = new Set(out);
  const first = (out[0] ?? 1n) > 0n ? 1 : -1;
  return {
    moneyIn: excess(into) < 0 ? -1 : 1,
    moneyOut: (Math.sign(excess(out)) as 1 | -1 | 0) || (out.some((units) => values.has(-units)) ? first : 0),
  };
}

/** How many more values are positive than negative. */
const excess = (values: readonly bigint[]): number => values.reduce((sum, units) => sum + (units > 0n ? 1 : -1), 0);

/** The signed amount, and whether it is a reversal. */
export function unitsOf(amount: RawAmount, signs: Signs): { minorUnits: bigint; isReversal: boolean } {
  if ('units' in amount) return { minorUnits: amount.units, isReversal: false };
  const { moneyIn, moneyOut } = amount;
  const into = BigInt(signs.moneyIn) * moneyIn;
  const out = signs.moneyOut === 0 ? absolute(moneyOut) : BigInt(signs.moneyOut) * moneyOut;
  return { minorUnits: into - out, isReversal: into < 0n || out < 0n };
}

const absolute = (units: bigint): bigint => (units < 0n ? -units : units);
