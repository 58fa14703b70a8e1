/** Metrics of the process itself: its event loop and its memory. */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { observe } from './meter.ts';
import { isExporting } from './telemetry.ts';

const NANOSECONDS = 1e9;
const RESOLUTION_MS = 20;

export function measureRuntime(): void {
  // Measuring the delay wakes an idle process fifty times a second.
  if (!isExporting()) return;
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let since = performance.eventLoopUtilization();
  observe('nodejs.eventloop.delay.p99', () => {
    const seconds = delay.percentile(99) / NANOSECONDS;
    delay.reset();
    return [[seconds, {}]];
  });
  observe('nodejs.eventloop.utilization', () => {
    const { utilization } = performance.eventLoopUtilization(since);
    since = performance.eventLoopUtilization();
    return [[utilization, {}]];
  });
  observe('v8js.memory.heap.used', () => [[process.memoryUsage().heapUsed, {}]]);
  observe('process.memory.usage', () => [[process.memoryUsage.rss(), {}]]);
}
