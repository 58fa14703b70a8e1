/** Types that the rules of spending share. */

/** Figures of a line in one period, in minor units of the budget's currency. */
export type LineFigures = {
  readonly limit: bigint;
  readonly carried: bigint;
  readonly available: bigint;
  readonly spent: bigint;
  readonly pending: bigint;
};
