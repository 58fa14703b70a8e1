/**
 * OpenTelemetry of a process. With an OTLP endpoint, spans, metrics and logs are exported. Without one a span costs a pair of
 * IDs, because creating spans that nobody reads would cost more than many calls themselves.
 */
import {
  type Attributes,
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { NodeSDK, type NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import { safeFields } from './redaction.ts';
import { currentTrace, formatTraceparent, inTrace } from './trace-context.ts';

type Processors = NonNullable<NodeSDKConfiguration['spanProcessors']>;

let exporting = false;

/** Whether spans, metrics and logs leave this process. */
export const isExporting = (): boolean => exporting;

/**
 * Starts the SDK under the process's name, if OTEL_EXPORTER_OTLP_ENDPOINT is set or `spanProcessors` are given. Exporters,
 * endpoint and sampling come from OpenTelemetry's own environment variables.
 */
export function startTelemetry(name: string, spanProcessors?: Processors): { stop(): Promise<void> } {
  exporting = Boolean(process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] || spanProcessors);
  if (!exporting) return { stop: async () => {} };
  process.env['OTEL_NODE_RESOURCE_DETECTORS'] ??= 'env,serviceinstance';
  for (const signal of ['TRACES', 'METRICS', 'LOGS']) process.env[`OTEL_${signal}_EXPORTER`] ??= 'otlp';
  const sdk = new NodeSDK({
    serviceName: `melo-${name}`,
    instrumentations: [],
    ...(spanProcessors && { spanProcessors, metricReaders: [], logRecordProcessors: [] }),
  });
  sdk.start();
  return { stop: () => sdk.shutdown() };
}

export type SpanOptions = {
  readonly name: string;
  readonly kind: SpanKind;
  /** W3C traceparent of the parent; the active span when it is absent. */
  readonly parent?: string | undefined;
  /** W3C traceparents of other spans that led to this one, as the events of a batch have. */
  readonly links?: readonly string[];
  readonly attributes?: Readonly<Record<string, string | number>>;
};

/** The IDs of a span. */
export type SpanIds = { readonly traceId: string; readonly spanId: string };

/** Runs `work` in a span. An error of `work` sets the span's status. */
export async function inSpan<Result>(options: SpanOptions, work: (ids: SpanIds) => Promise<Result>): Promise<Result> {
  if (!exporting) return inTrace(options.parent, work);
  const { name, kind, parent, attributes = {} } = options;
  const above = parent ? contextOf(parent) : context.active();
  const links = (options.links ?? []).flatMap((one) => trace.getSpanContext(contextOf(one)) ?? []);
  const safe = safeFields(attributes) as Attributes;
  return trace
    .getTracer('melo')
    .startActiveSpan(
      name,
      { kind, attributes: safe, links: links.map((one) => ({ context: one })) },
      above,
      async (span) => {
        try {
          return await work(span.spanContext());
        } catch (error) {
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw error;
        } finally {
          span.end();
        }
      },
    );
}

const contextOf = (parent: string): Context => propagation.extract(ROOT_CONTEXT, { traceparent: parent });

/** The IDs of the active span. */
export const activeSpan = (): SpanIds | undefined =>
  exporting ? trace.getActiveSpan()?.spanContext() : currentTrace();

/** W3C traceparent of the active span, for headers and outbox rows. */
export function traceparent(): string | undefined {
  if (!exporting) {
    const current = currentTrace();
    return current && formatTraceparent(current);
  }
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}

export { SpanKind };
