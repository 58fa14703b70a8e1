/** Validation of the forms that add a transaction or a transfer. Returns a message, or undefined for a valid value. */
import { text } from '../../i18n/text.ts';

/** `units` is undefined for text that is not an amount. */
export const notPositive = (units: bigint | undefined): string | undefined =>
  units === undefined || units <= 0n ? text('add.enter-an-amount-above-zero-such') : undefined;

export const missingDate = (day: string): string | undefined => (day === '' ? text('add.choose-a-date') : undefined);

export const missingAccount = (id: string): string | undefined =>
  id === '' ? text('add.choose-an-account') : undefined;
