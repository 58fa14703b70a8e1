/** What is wrong with a PromQL expression of a rule or a panel: a metric or a label that no process emits. */
import { METRICS, type Metric } from '#kit/telemetry/metrics.ts';
import { sloRules } from './slos.ts';

const UNITS: Readonly<Record<string, string>> = { s: '_seconds', By: '_bytes', '1': '_ratio' };

/** The Collector's name of a metric in Prometheus. */
function prometheusNames([name, { kind, unit }]: readonly [string, Metric]): string[] {
  const base = name.replaceAll('.', '_') + (UNITS[unit] ?? '');
  if (kind === 'counter') return [`${base}_total`];
  return kind === 'gauge' ? [base] : ['bucket', 'count', 'sum'].map((end) => `${base}_${end}`);
}

const labelName = (attribute: string): string => attribute.replaceAll('.', '_');

/** Labels by the names of series. */
const emitted: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...Object.entries<Metric>(METRICS).flatMap(([name, metric]) =>
    prometheusNames([name, metric]).map((series) => {
      const own = metric.attributes.map(labelName);
      return [series, new Set([...own, 'job', 'instance', ...(series.endsWith('_bucket') ? ['le'] : [])])] as const;
    }),
  ),
  ...sloRules.map(({ record }) => [record, new Set(['slo'])] as const),
  ['up', new Set(['job', 'instance'])],
]);

/** Words of PromQL in our expressions. */
const WORDS = new Set('sum max rate increase absent histogram_quantile by and or unless on offset'.split(' '));

export function expressionProblems(expression: string): string[] {
  const problems: string[] = [];
  const labels = new Set<string>();
  const outside = expression
    .replace(/\{([^}]*)\}/g, (_all, matchers: string) => {
      for (const [, label] of matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"[^"]*"/g)) labels.add(label!);
      return ' ';
    })
    .replace(/\b(?:by|on)\s*\(([^)]*)\)/g, (_all, list: string) => {
      for (const label of list.split(',')) labels.add(label.trim());
      return ' ';
    })
    .replace(/\[[^\]]*\]|\b\d+[smhd]\b/g, ' ');
  const known = new Set<string>();
  for (const [name] of outside.matchAll(/[a-z_][\w:]*/gi)) {
    if (WORDS.has(name)) continue;
    const own = emitted.get(name);
    if (!own) problems.push(`no process emits ${name}`);
    for (const label of own ?? []) known.add(label);
  }
  if (known.size === 0 && problems.length === 0) problems.push('it reads no metric');
  for (const label of labels) if (!known.has(label)) problems.push(`no metric in it has the label ${label}`);
  return problems;
}
