/** The outermost interceptor: a span and a duration for every call. Outages become UNAVAILABLE; internal errors are logged and never sent. */
import { Code, ConnectError, type Interceptor, type StreamRequest, type UnaryRequest } from '@connectrpc/connect';
import type { Logger } from '../telemetry/log.ts';
import { record } from '../telemetry/meter.ts';
import { inSpan, SpanKind } from '../telemetry/telemetry.ts';
import { errors } from './errors.ts';
import { isUnavailable } from './failure.ts';

export function telemetryInterceptor(log: Logger): Interceptor {
  return (next) => (request) => {
    const method = `${request.service.typeName}/${request.method.name}`;
    const started = performance.now();
    const parent = request.header.get('traceparent') ?? undefined;
    return inSpan(
      { name: method, kind: SpanKind.SERVER, parent, attributes: { 'rpc.method': method } },
      async ({ traceId }) => {
        let code = 'ok';
        try {
          return await next(request);
        } catch (error) {
          const publicError = publicErrorOf(
            hasLeft(request, error) ? new ConnectError('the caller has left', Code.Canceled) : error,
          );
          code = publicError ? (Code[publicError.code] ?? 'Unknown') : 'Internal';
          if (publicError && publicError !== error && publicError.code === Code.Unavailable)
            log.warn({ event: 'dependency_unavailable', method, err: error }, 'A dependency does not answer.');
          if (!publicError || publicError.code === Code.Internal || publicError.code === Code.Unknown) {
            log.error({ event: 'call_failed', method, err: error }, 'A call failed.');
            throw new ConnectError('Something went wrong on our side. Please try again.', Code.Internal, {
              'x-trace-id': traceId,
            });
          }
          throw publicError;
        } finally {
          record('rpc.server.call.duration', (performance.now() - started) / 1000, {
            'rpc.method': method,
            'rpc.response.status_code': code,
          });
        }
      },
    );
  };
}

/** Connect ends a call whose connection broke with various codes, also INTERNAL. An exceeded deadline keeps its code. */
const hasLeft = ({ signal }: UnaryRequest | StreamRequest, error: unknown): boolean =>
  signal.aborted && error === signal.reason && ConnectError.from(error).code !== Code.DeadlineExceeded;

/** The error for the caller; undefined when the fault is Melo's. */
const publicErrorOf = (error: unknown): ConnectError | undefined =>
  error instanceof ConnectError ? error : isUnavailable(error) ? errors.dependency('store') : undefined;
