/** The start of a trace: every call of the app sends a W3C trace context, which Envoy, services and consumers continue. */
const TRACE_BYTES = 16;
const SPAN_BYTES = 8;

const hex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** A new trace's `traceparent` header, sampled: https://www.w3.org/TR/trace-context/#traceparent-header. */
export const newTraceparent = (): string => `00-${hex(TRACE_BYTES)}-${hex(SPAN_BYTES)}-01`;
