/** Saved files are reported once, however they are saved. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchFiles } from './watch.ts';

const WAIT_MS = 5_000;

async function watched(t: TestContext, onChange: (files: readonly string[]) => Promise<void> = async () => {}) {
  const root = mkdtempSync(join(tmpdir(), 'melo-watch-'));
  mkdirSync(join(root, 'services/users'), { recursive: true });
  writeFileSync(join(root, 'services/users/main.ts'), 'first');
  const batches: (readonly string[])[] = [];
  const watcher = watchFiles(root, ['services'], {
    onChange: (files) => {
      batches.push(files);
      return onChange(files);
    },
    onError: (error) => assert.fail(String(error)),
  });
  t.after(() => {
    watcher.close();
    rmSync(root, { recursive: true, force: true });
  });
  const next = async (count: number) => {
    for (const end = performance.now() + WAIT_MS; batches.length < count; await sleep(10))
      assert.ok(performance.now() < end, `${batches.length} of ${count} batches arrived`);
    return batches[count - 1];
  };
  return { batches, next, save: (file: string, text: string) => writeFileSync(join(root, file), text), root };
}

test('a file that is written, one that is renamed into place and one that is new are reported', async (t) => {
  const { next, save, root } = await watched(t);
  save('services/users/main.ts', 'second');
  assert.deepEqual(await next(1), ['services/users/main.ts']);
  save('draft', 'third');
  renameSync(join(root, 'draft'), join(root, 'services/users/main.ts'));
  assert.deepEqual(await next(2), ['services/users/main.ts']);
  save('services/users/routes.ts', 'new');
  assert.deepEqual(await next(3), ['services/users/routes.ts']);
});

test('saving the same content is not reported', async (t) => {
  const { batches, next, save } = await watched(t);
  save('services/users/main.ts', 'first');
  save('services/users/routes.ts', 'new');
  await next(1);
  assert.deepEqual(batches, [['services/users/routes.ts']]);
});

test('changes during a batch are reported after it', async (t) => {
  const first = Promise.withResolvers<void>();
  const { batches, next, save } = await watched(t, () => first.promise);
  save('services/users/main.ts', 'second');
  await next(1);
  save('services/users/main.ts', 'third');
  first.resolve();
  await next(2);
  assert.equal(batches.length, 2);
});
