/** Logs are events with fields, one JSON line each, carrying the trace they belong to. */
import { logs, SeverityNumber, trace } from '@opentelemetry/api';
import { type Logger, pino } from 'pino';

export type { Logger };

const severities: Readonly<Record<string, SeverityNumber>> = {
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
  fatal: SeverityNumber.FATAL,
};

/** A logger of one process; each line also goes to OpenTelemetry, which drops it while nothing is exported. */
export function openLog(name: string, level = process.env['MELO_LOG'] ?? 'info'): Logger {
  return pino({
    name,
    level,
    base: { process: name },
    mixin: () => {
      const span = trace.getActiveSpan()?.spanContext();
      return span ? { trace_id: span.traceId, span_id: span.spanId } : {};
    },
    hooks: {
      logMethod(args, method, severity) {
        const label = pino.levels.labels[severity] ?? 'info';
        const [fields, text] =
          typeof args[0] === 'object' ? [args[0] as Record<string, unknown>, args[1]] : [{}, args[0]];
        const attributes = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, plain(value)]));
        logs.getLogger(name).emit({
          severityText: label,
          severityNumber: severities[label] ?? SeverityNumber.INFO,
          body: String(text ?? ''),
          attributes,
        });
        method.apply(this, args);
      },
    },
  });
}

const plain = (value: unknown): string | number | boolean =>
  value instanceof Error
    ? (value.stack ?? value.message)
    : typeof value === 'number' || typeof value === 'boolean'
      ? value
      : String(value);
