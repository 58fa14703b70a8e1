/** Validation of the forms that add a transaction or a transfer. Returns a message, or undefined for a valid value. */
import { readAmount } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';
import { amountProblem } from '../../ui/inputs/amount-problem.ts';

export function notPositive(typed: string, currency: string, locale: string): string | undefined {
  if ((readAmount(typed, currency, locale) ?? 0n) > 0n) return undefined;
  return amountProblem(typed, currency, locale, text('add.enter-an-amount-above-zero-such'));
}

export const missingDate = (day: string): string | undefined => (day === '' ? text('add.choose-a-date') : undefined);

export const missingAccount = (id: string): string | undefined =>
  id === '' ? text('add.choose-an-account') : undefined;
