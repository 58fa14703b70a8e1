/** Whether the stack is observed, and the environment by which every process and Envoy then reports. */
import type { Addresses } from '../addresses.ts';

const SWITCH = 'MELO_OBSERVE';

/** Set by `npm start -- --observe`; processes of the launcher inherit it. */
export const isObserved = (): boolean => process.env[SWITCH] === '1';

export function setObserved(): void {
  process.env[SWITCH] = '1';
}

/** Another endpoint that is set already stays. */
export function reportToCollector(at: Addresses): void {
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] ??= at.urls.collector;
  process.env['OTEL_METRIC_EXPORT_INTERVAL'] ??= '5000';
}
