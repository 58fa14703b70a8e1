/** What is wrong with an amount as typed: the decimals of its currency are said when they are the reason. */
import { exponentOf } from '#kit/values/money.ts';
import { exactOf, hasTooManyDecimals, writePlain } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';

export function amountProblem(typed: string, currency: string, locale: string, otherwise: string): string {
  if (!hasTooManyDecimals(typed, currency, locale)) return otherwise;
  return text('ui.decimals-of-currency', {
    currency,
    decimals: exponentOf(currency),
    example: exampleAmount(currency, locale),
  });
}

/** "12.50", with the decimals of the currency. */
function exampleAmount(currency: string, locale: string): string {
  const decimals = exponentOf(currency);
  return writePlain(exactOf(currency, decimals === 0 ? 1250n : 125n * 10n ** BigInt(decimals - 1)), locale);
}
