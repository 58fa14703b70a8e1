/** Rules of rollover: what a period leaves to the next one. */
import { Rollover } from '#gen/melo/budgets/v1/budget_pb.ts';
import type { PeriodSum } from './period-sums.ts';

/** The part of the remainder that moves to the next period. A negative remainder means overspent. */
export function carriedOver(rollover: Rollover, left: bigint): bigint {
  if (rollover === Rollover.ALL) return left;
  if (rollover === Rollover.SURPLUS) return left > 0n ? left : 0n;
  return 0n;
}

type EarlierPeriods = {
  /** Index of the budget's first period. */
  readonly first: number;
  readonly rollover: Rollover;
  readonly limit: bigint;
  readonly sums: ReadonlyMap<number, PeriodSum>;
};

/**
 * The amount that earlier periods carry into the period of `index`. Only periods with spending are visited, because there may be
 * hundreds of thousands of others: across those the limit, which is never negative, simply adds up.
 */
export function carriedInto(index: number, { first, rollover, limit, sums }: EarlierPeriods): bigint {
  if (carriedOver(rollover, 1n) === 0n) return 0n;
  let carried = 0n;
  let at = first;
  for (const spentIn of [...sums.keys()].filter((one) => one >= first && one < index).sort((a, b) => a - b)) {
    carried += limit * BigInt(spentIn - at);
    carried = carriedOver(rollover, limit + carried - sums.get(spentIn)!.spent);
    at = spentIn + 1;
  }
  return index > at ? carried + limit * BigInt(index - at) : carried;
}
