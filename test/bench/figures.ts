/** The result of a scenario: figures with their spread and target, as a table and as JSON. */

/** Samples in a few numbers, in the figure's unit. */
export type Spread = { n: number; p50: number; iqr: number; p95: number; p99: number };

export type Figure = {
  readonly name: string;
  readonly unit: string;
  /** The value that is compared with the target; the median of samples. */
  readonly value: number;
  readonly spread?: Spread;
  readonly target?: { readonly atMost: number } | { readonly atLeast: number };
};

export type Result = {
  readonly scenario: string;
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
};

const sorted = (samples: readonly number[]): number[] => [...samples].sort((a, b) => a - b);

/** The q-quantile (0 to 1) by the nearest rank. */
export function quantile(samples: readonly number[], q: number): number {
  const all = sorted(samples);
  return all[Math.min(all.length - 1, Math.max(0, Math.ceil(q * all.length) - 1))] ?? Number.NaN;
}

/** Between the two in the middle where there is none: the lower alone would make few samples look better than they are. */
export function median(samples: readonly number[]): number {
  const all = sorted(samples);
  const [low, high] = [all[Math.ceil(all.length / 2) - 1], all[Math.floor(all.length / 2)]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

export const spreadOf = (samples: readonly number[]): Spread => ({
  n: samples.length,
  p50: median(samples),
  iqr: quantile(samples, 0.75) - quantile(samples, 0.25),
  p95: quantile(samples, 0.95),
  p99: quantile(samples, 0.99),
});

/** A figure of samples; its median is compared with the target. */
export const sampled = (name: string, unit: string, samples: readonly number[], target?: Figure['target']): Figure => ({
  name,
  unit,
  value: median(samples),
  spread: spreadOf(samples),
  ...(target && { target }),
});

export const single = (name: string, unit: string, value: number, target?: Figure['target']): Figure => ({
  name,
  unit,
  value,
  ...(target && { target }),
});

export function isReached({ value, target }: Figure): boolean | undefined {
  if (!target) return undefined;
  return 'atMost' in target ? value <= target.atMost : value >= target.atLeast;
}

const COLUMNS = ['figure', 'value', 'unit', 'n', 'p50', 'IQR', 'p95', 'p99', 'to reach', ''] as const;

/** The figures of a scenario for people. */
export function table({ scenario, figures, notes }: Result): string {
  const rows = figures.map((figure) => [
    figure.name,
    short(figure.value),
    figure.unit,
    ...(figure.spread
      ? [
          String(figure.spread.n),
          ...[figure.spread.p50, figure.spread.iqr, figure.spread.p95, figure.spread.p99].map(short),
        ]
      : ['', '', '', '', '']),
    targetOf(figure),
    { true: 'reached', false: 'NOT REACHED', undefined: '' }[String(isReached(figure))] ?? '',
  ]);
  const lines = [[...COLUMNS], ...rows];
  const widths = COLUMNS.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  const shown = lines.map((line) =>
    line
      .map((cell, i) => (i === 0 || i > 7 || i === 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
  return [`\n== ${scenario}`, ...shown, ...notes.map((note) => `   ${note}`)].join('\n');
}

function targetOf({ target }: Figure): string {
  if (!target) return '';
  return 'atMost' in target ? `≤ ${short(target.atMost)}` : `≥ ${short(target.atLeast)}`;
}

const short = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
