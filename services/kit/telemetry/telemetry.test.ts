import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { inSpan, SpanKind, startTelemetry } from './telemetry.ts';

const exporter = new InMemorySpanExporter();
const telemetry = startTelemetry('test', [new SimpleSpanProcessor({ exporter })]);
after(() => telemetry.stop());

const traceparent = (digit: string): string => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`;

test('a span continues the trace of its parent and is linked to the other origins', async () => {
  const options = { name: 'batch', kind: SpanKind.CONSUMER, parent: traceparent('a') };
  const links = [traceparent('b'), traceparent('c'), 'no traceparent'];
  const traceId = await inSpan({ ...options, links }, async (ids) => ids.traceId);
  const [span] = exporter.getFinishedSpans();
  assert.equal(traceId, 'a'.repeat(32));
  assert.deepEqual(
    span?.links.map(({ context }) => context.traceId),
    ['b'.repeat(32), 'c'.repeat(32)],
  );
});
