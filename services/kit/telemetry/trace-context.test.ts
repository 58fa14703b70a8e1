import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createLog } from './log.ts';
import { activeSpan, inSpan, SpanKind, traceparent } from './telemetry.ts';

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
const kind = SpanKind.INTERNAL;

test('work without a parent has a trace of its own, which reaches what it calls and logs', async () => {
  const lines: string[] = [];
  const log = createLog('test', 'info', { write: (line) => void lines.push(line) });
  const outer = await inSpan({ name: 'outer', kind }, async (ids) => {
    await turn();
    log.info('hello');
    await inSpan({ name: 'inner', kind }, async ({ traceId, spanId }) => {
      assert.equal(traceId, ids.traceId);
      assert.notEqual(spanId, ids.spanId);
      assert.equal(traceparent(), `00-${traceId}-${spanId}-01`);
    });
    assert.equal(activeSpan()?.spanId, ids.spanId);
    return ids;
  });
  assert.match(outer.traceId, /^[0-9a-f]{32}$/);
  assert.match(outer.spanId, /^[0-9a-f]{16}$/);
  assert.equal(JSON.parse(lines[0]!).trace_id, outer.traceId);
  assert.equal(activeSpan(), undefined);
  assert.equal(traceparent(), undefined);
});

test('work below a traceparent continues its trace and its sampling decision', async () => {
  await inSpan({ name: 'work', kind, parent: PARENT }, async ({ traceId, spanId }) => {
    assert.equal(traceId, '0af7651916cd43dd8448eb211c80319c');
    assert.equal(traceparent(), `00-${traceId}-${spanId}-00`);
  });
});

for (const parent of [
  '',
  'nonsense',
  `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
  `00-${'a'.repeat(32)}-${'0'.repeat(16)}-01`,
])
  test(`an invalid traceparent (${parent || 'empty'}) begins a trace`, async () => {
    await inSpan({ name: 'work', kind, parent }, async ({ traceId }) => {
      assert.match(traceId, /^[0-9a-f]{32}$/);
      assert.ok(!parent.includes(traceId));
    });
  });

test('concurrent work keeps its own IDs, and no span ID is used twice', async () => {
  const spanIds = await Promise.all(
    Array.from({ length: 2_000 }, () =>
      inSpan({ name: 'work', kind }, async ({ spanId }) => {
        await turn();
        assert.equal(activeSpan()?.spanId, spanId);
        return spanId;
      }),
    ),
  );
  assert.equal(new Set(spanIds).size, spanIds.length);
});

test('an error of the work is passed on', async () => {
  await assert.rejects(
    inSpan({ name: 'work', kind }, async () => Promise.reject(new Error('a bug'))),
    /a bug/,
  );
});
