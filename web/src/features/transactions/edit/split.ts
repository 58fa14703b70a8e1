/** Splitting a transaction: lines as typed, their amounts, and what is missing. Pure. */
import type { FormErrors } from '@mantine/form';
import { readAmount } from '../../../i18n/amounts.ts';
import { text } from '../../../i18n/text.ts';
import { amountProblem } from '../../../ui/inputs/amount-problem.ts';

/** A line of a split while it is edited. */
export type Part = {
  readonly key: string;
  readonly categoryId: string;
  readonly amount: string;
  readonly note: string;
  /** Not edited. */
  readonly tags: readonly string[];
};

/** The total that is split, and how amounts are read. */
export type SplitOf = { readonly total: bigint; readonly currency: string; readonly locale: string };

/**
 * The amounts of the lines, with the sign of the total: of money out, "30" is money out and "-5" a refund. Undefined where a line
 * cannot be read.
 */
export function unitsOf(parts: readonly Part[], { total, currency, locale }: SplitOf): (bigint | undefined)[] {
  const sign = total < 0n ? -1n : 1n;
  return parts.map(({ amount }) => {
    const units = amount.trim() === '' ? 0n : readAmount(amount, currency, locale);
    return units === undefined ? undefined : units * sign;
  });
}

/** What the lines leave of the total; negative when they exceed it. */
export function remainderOf(parts: readonly Part[], split: SplitOf): bigint {
  const sign = split.total < 0n ? -1n : 1n;
  const sum = unitsOf(parts, split).reduce<bigint>((sum, units) => sum + (units ?? 0n), 0n);
  return (split.total - sum) * sign;
}

/** Errors of the form: a line needs an amount other than zero, and the lines must add up to the total. */
export function errorsOf(parts: readonly Part[], split: SplitOf): FormErrors {
  const units = unitsOf(parts, split);
  const ofLines = units.flatMap((unit, i) => {
    if (unit !== undefined && unit !== 0n) return [];
    const problem =
      unit === 0n
        ? text('transactions.enter-an-amount-or-remove')
        : amountProblem(
            parts[i]!.amount,
            split.currency,
            split.locale,
            text('transactions.this-is-not-a-valid-amount'),
          );
    return [[`lines.${i}.amount`, problem] as const];
  });
  if (ofLines.length > 0) return Object.fromEntries(ofLines);
  return remainderOf(parts, split) === 0n ? {} : { form: text('transactions.the-split-lines-must-add-up') };
}
