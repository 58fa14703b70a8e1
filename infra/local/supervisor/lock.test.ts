/** One launcher per home, and clear words about ports. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { addresses } from '../addresses.ts';
import { expectFreePorts, lock, openRunFolder } from './lock.ts';

test('a home can be locked once, and its run folder is for its owner alone', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'melo-lock-'));
  const at = addresses({ MELO_HOME: home, HOME: home });
  t.after(() => {
    for (const folder of [home, at.run]) rmSync(folder, { recursive: true });
  });
  openRunFolder(at);
  assert.equal(statSync(at.run).mode & 0o777, 0o700);
  assert.equal(await lock(at), true);
  assert.equal(await lock(at), false);
});

test('a taken port is named with what it was for and how to go elsewhere', async (t) => {
  const other = createServer();
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  t.after(() => other.close());
  const { port } = other.address() as { port: number };
  await assert.rejects(
    expectFreePorts([{ name: 'postgres', port }]),
    new RegExp(`Port ${port} \\(postgres\\).*MELO_PORT`),
  );
});
