/** How far two samples differ, whatever their distribution: Mann–Whitney's U, and Vargha and Delaney's effect size A. */

export type Difference = {
  /** Probability that a value of the first sample is larger than one of the second; 0.5 is no difference. */
  readonly effectSize: number;
  /** Two-sided p-value by the normal approximation, with ties corrected for. */
  readonly pValue: number;
};

export function mannWhitney(first: readonly number[], second: readonly number[]): Difference {
  const [n, m] = [first.length, second.length];
  const all = [
    ...first.map((value) => ({ value, isFirst: true })),
    ...second.map((value) => ({ value, isFirst: false })),
  ].sort((a, b) => a.value - b.value);
  let rankSum = 0;
  let ties = 0;
  for (let i = 0; i < all.length; ) {
    let end = i;
    while (end < all.length && all[end]!.value === all[i]!.value) end += 1;
    const tied = all.slice(i, end);
    rankSum += ((i + 1 + end) / 2) * tied.filter(({ isFirst }) => isFirst).length;
    ties += tied.length ** 3 - tied.length;
    i = end;
  }
  const u = rankSum - (n * (n + 1)) / 2;
  const total = n + m;
  const deviation = Math.sqrt(((n * m) / 12) * (total + 1 - ties / (total * (total - 1))));
  const z = deviation === 0 ? 0 : Math.abs(u - (n * m) / 2) / deviation;
  return { effectSize: u / (n * m), pValue: 2 * (1 - normal(z)) };
}

/** The standard normal distribution (Abramowitz and Stegun 26.2.17, error below 1e-7). */
function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const tail = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153].reduce((sum, c) => (sum + c) * t, 0);
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * tail;
}
