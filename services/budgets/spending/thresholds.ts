/** Rules of thresholds: which of a line's thresholds its spending has reached or exceeded. */
import { ThresholdState } from '#gen/melo/budgets/v1/budget_event_pb.ts';
import type { BudgetLine } from '#gen/melo/budgets/v1/budget_pb.ts';
import type { LineFigures } from './types.ts';

/** Spent in percent of available, rounded down (−7 of 500 is −2). Undefined when nothing is available. */
export function usedPercent({ spent, available }: LineFigures): bigint | undefined {
  if (available <= 0n) return undefined;
  const share = (spent * 100n) / available;
  return spent < 0n && share * available !== spent * 100n ? share - 1n : share;
}

export type CrossedThreshold = { readonly percent: number; readonly state: ThresholdState };

/** Thresholds that spending has reached (equal) or exceeded (above). When nothing is available, any spending exceeds all of them. */
export function crossedThresholds(line: BudgetLine, { spent, available }: LineFigures): CrossedThreshold[] {
  if (spent <= 0n) return [];
  if (available <= 0n) return line.thresholdPercents.map((percent) => ({ percent, state: ThresholdState.EXCEEDED }));
  return line.thresholdPercents.flatMap((percent) => {
    const share = spent * 100n;
    const threshold = available * BigInt(percent);
    if (share < threshold) return [];
    return [{ percent, state: share === threshold ? ThresholdState.REACHED : ThresholdState.EXCEEDED }];
  });
}
