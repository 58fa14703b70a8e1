import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWorkerPool, WorkerBusyError, WorkerLimitError, type WorkerPool } from './worker-pool.ts';

const { signal } = new AbortController();

async function withPool(use: (pool: WorkerPool) => Promise<void>, timeLimitMs = 10_000): Promise<void> {
  const entry = new URL('./worker-pool.fixture.ts', import.meta.url);
  const pool = createWorkerPool({ entry, size: 2, memoryMb: 64, timeLimitMs });
  await use(pool).finally(() => pool.close());
}

/** A task that holds its worker until it is told to end. */
function held(pool: WorkerPool, key: string) {
  const gate = Promise.withResolvers<void>();
  return { ended: pool.run(key, signal, () => gate.promise), end: () => gate.resolve() };
}

test('a task keeps its state between calls, and the next task finds none', async () => {
  await withPool(async (pool) => {
    const task = (value: string) =>
      pool.run('one', signal, async (call) => {
        const before = await call('kept', undefined);
        await call('keep', value);
        return [before, await call('kept', undefined)];
      });
    assert.deepEqual(await task('first'), [undefined, 'first']);
    assert.deepEqual(await again(() => task('second')), [undefined, 'second']);
  });
});

test('a key has one task at a time, and the pool two; others are rejected at once', async () => {
  await withPool(async (pool) => {
    const [first, second] = [held(pool, 'one'), held(pool, 'two')];
    await assert.rejects(
      pool.run('one', signal, async () => {}),
      WorkerBusyError,
    );
    await assert.rejects(
      pool.run('three', signal, async () => {}),
      WorkerBusyError,
    );
    first.end();
    second.end();
    await Promise.all([first.ended, second.ended]);
    await again(() => pool.run('three', signal, async () => {}));
  });
});

test('a worker out of memory ends alone and is replaced', async () => {
  await withPool(async (pool) => {
    const exhausted = pool.run('one', signal, (call) => call('exhaust', undefined));
    const other = pool.run('two', signal, (call) => call('spin', 50));
    await assert.rejects(exhausted, (error) => error instanceof WorkerLimitError && error.limit === 'memory');
    assert.equal(await other, 'done');
    assert.equal(await again(() => pool.run('one', signal, (call) => call('spin', 1))), 'done');
  });
});

test('a worker out of time ends and is replaced; time between calls does not count', async () => {
  await withPool(async (pool) => {
    const spun = pool.run('one', signal, (call) => call('spin', 60_000));
    await assert.rejects(spun, (error) => error instanceof WorkerLimitError && error.limit === 'time');
    const patient = () =>
      pool.run('one', signal, async (call) => {
        await call('spin', 1);
        await new Promise((done) => setTimeout(done, 600));
        return call('spin', 1);
      });
    assert.equal(await again(patient), 'done');
  }, 500);
});

test('a caller that leaves is answered at once; its worker is used again when the call has ended', async () => {
  await withPool(async (pool) => {
    await pool.run('warm', signal, (call) => call('spin', 1));
    const leaving = new AbortController();
    const left = pool.run('one', leaving.signal, (call) => call('spin', 400));
    leaving.abort(new Error('left'));
    await assert.rejects(left, /left/);
    await assert.rejects(
      pool.run('one', signal, async () => {}),
      WorkerBusyError,
    );
    assert.equal(await again(() => pool.run('one', signal, (call) => call('spin', 1))), 'done');
  });
});

test('an error of a worker reaches its caller and ends nothing', async () => {
  await withPool(async (pool) => {
    await assert.rejects(
      pool.run('one', signal, (call) => call('fail', undefined)),
      /a fault of its own/,
    );
    assert.equal(await again(() => pool.run('one', signal, (call) => call('spin', 1))), 'done');
  });
});

/** Tries until the pool has room, at most ten seconds. */
async function again<Result>(work: () => Promise<Result>): Promise<Result> {
  for (const end = performance.now() + 10_000; ; ) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof WorkerBusyError) || performance.now() > end) throw error;
      await new Promise((done) => setTimeout(done, 10));
    }
  }
}
