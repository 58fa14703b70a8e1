/** Logs are events with fields, one JSON line each, carrying the trace they belong to. Secrets and values in errors are left out. */
import { logs, SeverityNumber, trace } from '@opentelemetry/api';
import { type DestinationStream, type Logger, pino } from 'pino';
import { safeFields } from './redaction.ts';

export type { Logger };

const severities: Readonly<Record<string, SeverityNumber>> = {
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
  fatal: SeverityNumber.FATAL,
};

/** A logger of one process; each line also goes to OpenTelemetry, which drops it while nothing is exported. */
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
        const span = trace.getActiveSpan()?.spanContext();
        return span ? { trace_id: span.traceId, span_id: span.spanId } : {};
      },
      // Fields are made safe below, errors included.
      serializers: { err: (error) => error },
      hooks: {
        logMethod(args, method, severity) {
          const label = pino.levels.labels[severity] ?? 'info';
          const [given, text] =
            args[0] instanceof Error
              ? [{ err: args[0] }, args[1]]
              : typeof args[0] === 'object'
                ? [args[0] as Record<string, unknown>, args[1]]
                : [{}, args[0]];
          const fields = safeFields(given);
          const attributes = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, plain(value)]));
          logs.getLogger(name).emit({
            severityText: label,
            severityNumber: severities[label] ?? SeverityNumber.INFO,
            body: String(text ?? ''),
            attributes,
          });
          method.call(this, fields, ...(text === undefined ? [] : [String(text)]));
        },
      },
    },
    destination,
  );
}

const plain = (value: unknown): string | number | boolean =>
  typeof value === 'number' || typeof value === 'boolean'
    ? value
    : typeof value === 'object'
      ? JSON.stringify(value, (_name, inner) => (typeof inner === 'bigint' ? String(inner) : inner))
      : String(value);

/** What nobody caught ends the process, in the words of the log: Node itself would print all that an error holds. */
export function exitOnUncaughtError(log: Logger): void {
  const end = (error: unknown) => {
    log.fatal({ err: error }, 'uncaught error; the process ends');
    process.exit(1);
  };
  process.on('uncaughtException', end).on('unhandledRejection', end);
}
