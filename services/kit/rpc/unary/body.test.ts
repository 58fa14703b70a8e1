import assert from 'node:assert/strict';
import type { Http2Stream } from 'node:http2';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { Code, ConnectError } from '@connectrpc/connect';
import { readBody } from './body.ts';

const MAX_BYTES = 4 * 1024 * 1024;

/** A stream of these bytes, in chunks of the given size. `pauses` counts how often it was paused. */
function streamOf(bytes: Uint8Array, chunkBytes: number) {
  const stream = new PassThrough({ highWaterMark: chunkBytes });
  let pauses = 0;
  const pause = stream.pause.bind(stream);
  stream.pause = () => {
    pauses += 1;
    return pause();
  };
  const send = async () => {
    for (let at = 0; at < bytes.length; at += chunkBytes)
      if (!stream.write(bytes.subarray(at, at + chunkBytes)))
        await new Promise((done) => stream.once('drain', done).once('close', done));
    stream.end();
  };
  return { stream: stream as unknown as Http2Stream, send, pauses: () => pauses };
}

const random = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, i) => (i * 2_654_435_761) >>> 24);

for (const [size, chunk] of [
  [0, 10],
  [1, 10],
  [1_000, 7],
  [262_144, 16_384],
  [1_000_003, 16_384],
  [MAX_BYTES, 65_536],
] as const)
  for (const promised of [0, size, Math.floor(size / 3), Math.min(size * 2, MAX_BYTES)])
    test(`${size} bytes in chunks of ${chunk} are read whole when ${promised} were promised`, async () => {
      const content = random(size);
      const { stream, send } = streamOf(content, chunk);
      const reading = readBody(stream, MAX_BYTES, promised);
      void send();
      assert.ok(Buffer.from(content).equals(await reading));
    });

test('a large body is read with pauses, in which other work is done; a small one without', async () => {
  const large = streamOf(random(2 * 1024 * 1024), 16_384);
  let ticks = 0;
  const ticking = setInterval(() => (ticks += 1), 1);
  const reading = readBody(large.stream, MAX_BYTES);
  void large.send();
  await reading.finally(() => clearInterval(ticking));
  assert.equal(large.pauses(), 8);
  assert.ok(ticks >= 8, `${ticks} ticks of a timer`);
  const small = streamOf(random(100_000), 16_384);
  void small.send();
  await readBody(small.stream, MAX_BYTES);
  assert.equal(small.pauses(), 0);
});

test('a promise takes no memory until bytes arrive', async () => {
  const stream = new PassThrough();
  const before = process.memoryUsage().arrayBuffers;
  const reading = readBody(stream as unknown as Http2Stream, 64 * MAX_BYTES, 64 * MAX_BYTES);
  assert.ok(process.memoryUsage().arrayBuffers - before < 1024 * 1024);
  stream.destroy();
  await assert.rejects(reading, (error) => error instanceof ConnectError && error.code === Code.Canceled);
});

test('a body beyond the limit is rejected and not read further', async () => {
  const { stream, send } = streamOf(random(MAX_BYTES), 65_536);
  const reading = readBody(stream, 1_000_000);
  void send();
  await assert.rejects(reading, (error) => error instanceof ConnectError && error.code === Code.ResourceExhausted);
  assert.ok(stream.isPaused());
  assert.equal(stream.listenerCount('data'), 0);
  stream.destroy();
});
