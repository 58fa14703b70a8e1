/** Amounts in other currencies than the report's, which have no exchange rate yet. */
import type { Money } from '#gen/melo/money/v1/money_pb.ts';
import { money, sum } from '#kit/values/money.ts';

/** Totals by currency, without the report's own. */
export function unconvertedTotals(
  sums: readonly { readonly currency: string; readonly minorUnits: bigint }[],
  own: string,
): Money[] {
  const others = Map.groupBy(
    sums.filter(({ currency }) => currency !== own),
    ({ currency }) => currency,
  );
  return [...others]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, all]) => money(currency, sum(all.map(({ minorUnits }) => minorUnits))));
}
