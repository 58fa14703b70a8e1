/** OpenTelemetry of a process: trace context always flows; spans, metrics and logs leave it when an OTLP endpoint is set. */
import {
  type Attributes,
  context,
  metrics,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { safeFields } from './redaction.ts';

/**
 * Starts the SDK under the process's name. Exporters, endpoint and sampling come from OpenTelemetry's own environment
 * variables; without OTEL_EXPORTER_OTLP_ENDPOINT nothing is exported and ids still reach logs, headers and events.
 */
export function startTelemetry(name: string): { stop(): Promise<void> } {
  const exporting = Boolean(process.env['OTEL_EXPORTER_OTLP_ENDPOINT']);
  if (!exporting) {
    process.env['OTEL_METRICS_EXPORTER'] ??= 'none';
    process.env['OTEL_LOGS_EXPORTER'] ??= 'none';
  }
  process.env['OTEL_NODE_RESOURCE_DETECTORS'] ??= 'env,serviceinstance';
  const sdk = new NodeSDK({
    serviceName: `melo-${name}`,
    instrumentations: [],
    // Without a processor the SDK would make no ids at all.
    ...(!exporting && { spanProcessors: [unexported] }),
  });
  sdk.start();
  return { stop: () => sdk.shutdown() };
}

const unexported = {
  onStart: () => {},
  onEnd: () => {},
  forceFlush: async () => {},
  shutdown: async () => {},
};

const tracer = () => trace.getTracer('melo');

export type SpanOptions = {
  readonly name: string;
  readonly kind: SpanKind;
  /** W3C traceparent of the parent; the active span when it is absent. */
  readonly parent?: string | undefined;
  readonly attributes?: Readonly<Record<string, string | number>>;
};

/** Runs `work` in a span. An error of `work` sets the span's status. */
export async function inSpan<Result>(
  { name, kind, parent, attributes = {} }: SpanOptions,
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  const above = parent ? propagation.extract(ROOT_CONTEXT, { traceparent: parent }) : context.active();
  return tracer().startActiveSpan(
    name,
    { kind, attributes: safeFields(attributes) as Attributes },
    above,
    async (span) => {
      try {
        return await work(span);
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    },
  );
}

/** W3C traceparent of the active span, to travel in headers and with outbox rows. */
export function traceparent(): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}

/** Seconds that calls take, by method and code; made once, because an instrument is expensive to make. */
let durations: ReturnType<ReturnType<typeof metrics.getMeter>['createHistogram']> | undefined;

export function recordCall(method: string, code: string, seconds: number): void {
  durations ??= metrics.getMeter('melo').createHistogram('rpc.server.duration', {
    unit: 's',
    advice: { explicitBucketBoundaries: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
  });
  durations.record(seconds, { 'rpc.method': method, 'rpc.code': code });
}

export { SpanKind };
