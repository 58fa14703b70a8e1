/** Logs are events with fields, one JSON line each, carrying the trace they belong to. Secrets and values in errors are left out. */
import { logs, SeverityNumber } from '@opentelemetry/api';
import { type DestinationStream, type Logger, pino } from 'pino';
import { safeFields } from './redaction.ts';
import { activeSpan, isExporting } from './telemetry.ts';

export type { Logger };

const severities: Readonly<Record<string, SeverityNumber>> = {
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
  fatal: SeverityNumber.FATAL,
};

/** A logger of one process; each line also goes to OpenTelemetry while telemetry is exported. */
export function createLog(
  name: string,
  level = process.env['MELO_LOG'] ?? 'info',
  destination?: DestinationStream,
): Logger {
  return pino(
    {
      name,
      level,
      base: { process: name },
      mixin: () => {
        const span = activeSpan();
        return span ? { trace_id: span.traceId, span_id: span.spanId } : {};
      },
      // Fields are made safe below, errors included.
      serializers: { err: (error) => error },
      hooks: {
        logMethod(args, method, severity) {
          const [given, text] = fieldsAndText(args);
          const fields = safeFields(given);
          if (isExporting()) exportLine(name, { level: pino.levels.labels[severity] ?? 'info', text, fields });
          method.call(this, fields, ...(text === undefined ? [] : [String(text)]));
        },
      },
    },
    destination,
  );
}

/** The fields and the text of a line, of what pino's methods take: an error, an object, or the text alone. */
function fieldsAndText(args: readonly unknown[]): [fields: Record<string, unknown>, text: unknown] {
  const [first, second] = args;
  if (first instanceof Error) return [{ err: first }, second];
  return typeof first === 'object' ? [first as Record<string, unknown>, second] : [{}, first];
}

function exportLine(
  name: string,
  { level, text, fields }: { level: string; text: unknown; fields: Readonly<Record<string, unknown>> },
): void {
  logs.getLogger(name).emit({
    severityText: level,
    severityNumber: severities[level] ?? SeverityNumber.INFO,
    body: String(text ?? ''),
    attributes: Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, plain(value)])),
  });
}

const plain = (value: unknown): string | number | boolean =>
  typeof value === 'number' || typeof value === 'boolean'
    ? value
    : typeof value === 'object'
      ? JSON.stringify(value, (_name, inner) => (typeof inner === 'bigint' ? String(inner) : inner))
      : String(value);

/** Logs an uncaught error and ends the process. Node itself would print everything that the error holds. */
export function exitOnUncaughtError(log: Logger): void {
  const end = (error: unknown) => {
    log.fatal({ event: 'uncaught_error', err: error }, 'An error was not caught. The process ends.');
    process.exit(1);
  };
  process.on('uncaughtException', end).on('unhandledRejection', end);
}
