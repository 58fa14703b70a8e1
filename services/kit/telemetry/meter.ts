/** Measures under the names of metrics.ts. Nothing is measured while telemetry is not exported. */
import { type Attributes, type Counter, type Histogram, metrics, type ObservableGauge } from '@opentelemetry/api';
import { METRICS, type Metric, type MetricName, type MetricOf } from './metrics.ts';
import { isExporting } from './telemetry.ts';

/** Created once each, because creating an instrument is expensive. */
const instruments = new Map<MetricName, Counter | Histogram | ObservableGauge>();

function instrumentOf(name: MetricName): Counter | Histogram | ObservableGauge {
  const known = instruments.get(name);
  if (known) return known;
  const { kind, unit, description, buckets }: Metric = METRICS[name];
  const meter = metrics.getMeter('melo');
  const created =
    kind === 'counter'
      ? meter.createCounter(name, { unit, description })
      : kind === 'gauge'
        ? meter.createObservableGauge(name, { unit, description })
        : meter.createHistogram(name, {
            unit,
            description,
            ...(buckets && { advice: { explicitBucketBoundaries: [...buckets] } }),
          });
  instruments.set(name, created);
  return created;
}

export function count(name: MetricOf<'counter'>, attributes: Attributes = {}, by = 1): void {
  if (isExporting()) (instrumentOf(name) as Counter).add(by, attributes);
}

/** Records a duration in seconds. */
export function record(name: MetricOf<'histogram'>, seconds: number, attributes: Attributes = {}): void {
  if (isExporting()) (instrumentOf(name) as Histogram).record(seconds, attributes);
}

/** Has `read` called whenever metrics are exported. */
export function observe(name: MetricOf<'gauge'>, read: () => readonly (readonly [value: number, Attributes])[]): void {
  if (!isExporting()) return;
  (instrumentOf(name) as ObservableGauge).addCallback((result) => {
    for (const [value, attributes] of read()) result.observe(value, attributes);
  });
}
