/** What came in and what went out, one of each per currency. Pure. */
import { type Exact, exactOf } from '../../i18n/amounts.ts';

/** `out` is zero or less. */
export type Flows = { readonly into: Exact; readonly out: Exact };

export function flowsOf(amounts: readonly Exact[]): Flows[] {
  const flows = new Map<string, { into: bigint; out: bigint }>();
  for (const { currencyCode, minorUnits } of amounts) {
    const flow = flows.get(currencyCode) ?? { into: 0n, out: 0n };
    flow[minorUnits > 0n ? 'into' : 'out'] += minorUnits;
    flows.set(currencyCode, flow);
  }
  return [...flows].map(([code, { into, out }]) => ({ into: exactOf(code, into), out: exactOf(code, out) }));
}
