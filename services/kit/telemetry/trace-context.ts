/** Trace and span IDs of the work under way, for processes that export no spans: they still reach logs, headers and events. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomFillSync } from 'node:crypto';

/** IDs in lower-case hexadecimal, as in W3C trace context. */
export type TraceContext = { readonly traceId: string; readonly spanId: string; readonly flags: string };

const TRACE_BYTES = 16;
const SPAN_BYTES = 8;
const SAMPLED = '01';
const TRACEPARENT = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(?:-.*)?$/;

const storage = new AsyncLocalStorage<TraceContext>();

export const currentTrace = (): TraceContext | undefined => storage.getStore();

/** Runs `work` with a span ID of its own, in the trace of `parent` (a traceparent), of the work around it, or a new one. */
export function inTrace<Result>(parent: string | undefined, work: (trace: TraceContext) => Result): Result {
  const [, traceId, flags] = TRACEPARENT.exec(parent ?? '') ?? [];
  const around = traceId ? { traceId, flags: flags! } : storage.getStore();
  const trace: TraceContext = {
    traceId: around?.traceId ?? randomHex(TRACE_BYTES),
    spanId: randomHex(SPAN_BYTES),
    flags: around?.flags ?? SAMPLED,
  };
  return storage.run(trace, work, trace);
}

export const formatTraceparent = ({ traceId, spanId, flags }: TraceContext): string =>
  `00-${traceId}-${spanId}-${flags}`;

/** Random bytes in reserve: one call of the generator serves many IDs. */
const reserve = Buffer.alloc(4096);
let used = reserve.length;

function randomHex(bytes: number): string {
  if (used + bytes > reserve.length) {
    randomFillSync(reserve);
    used = 0;
  }
  used += bytes;
  return reserve.toString('hex', used - bytes, used);
}
