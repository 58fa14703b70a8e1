/** Sums of amounts, one per currency, in the order of their first occurrence. */
import { type Exact, exactOf } from '../../i18n/amounts.ts';

export function sumsOf(amounts: readonly Exact[]): Exact[] {
  const totals = new Map<string, bigint>();
  for (const { currencyCode, minorUnits } of amounts)
    totals.set(currencyCode, (totals.get(currencyCode) ?? 0n) + minorUnits);
  return [...totals].map(([currency, units]) => exactOf(currency, units));
}
