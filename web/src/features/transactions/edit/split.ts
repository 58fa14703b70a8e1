/** Splitting a transaction: parts as typed, and what is left of the whole. */
import { readAmount } from '../../../i18n/amounts.ts';

export type Part = {
  readonly key: string;
  readonly categoryId: string;
  readonly amount: string;
  readonly note: string;
};

/**
 * What each part holds, signed as the whole: of money out, "30" is money out and "-5" a refund. Undefined where a part cannot be read.
 */
export function unitsOf(
  parts: readonly Part[],
  total: bigint,
  currency: string,
  locale: string,
): (bigint | undefined)[] {
  const sign = total < 0n ? -1n : 1n;
  return parts.map(({ amount }) => {
    const units = amount.trim() === '' ? 0n : readAmount(amount, currency, locale);
    return units === undefined ? undefined : units * sign;
  });
}

/** What the parts leave of the whole, as a positive figure while they fall short of it. */
export function remainderOf(total: bigint, units: readonly (bigint | undefined)[]): bigint {
  const sign = total < 0n ? -1n : 1n;
  return (total - units.reduce<bigint>((sum, unit) => sum + (unit ?? 0n), 0n)) * sign;
}

/** Whether the parts may be kept: all can be read, none is nothing, and together they are the whole. */
export const isWhole = (total: bigint, units: readonly (bigint | undefined)[]): boolean =>
  units.length > 0 && units.every((unit) => unit !== undefined && unit !== 0n) && remainderOf(total, units) === 0n;
