/** Fetching: once, whole or not at all, and only the pinned version. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { addresses } from '../addresses.ts';
import { expectVersion, folderOf, type Part, provision } from './provision.ts';

function emptyCache(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'melo-cache-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return addresses({ MELO_CACHE: folder, HOME: folder });
}

const partOf = (version: string, fetch: Part['fetch']): Part => ({ name: 'tool', version, fetch });

test('a part is fetched once, and again when its version changes', async (t) => {
  const at = emptyCache(t);
  let fetches = 0;
  const fetch = async (into: string) => {
    fetches++;
    writeFileSync(join(into, 'tool'), '');
  };
  for (const version of ['1.0', '1.0', '2.0']) await provision([partOf(version, fetch)], at, () => {});
  assert.equal(fetches, 2);
  assert.deepEqual(readdirSync(at.cache).sort(), ['tool-1.0', 'tool-2.0']);
});

test('a fetch that fails halfway leaves nothing that could be taken for the part', async (t) => {
  const at = emptyCache(t);
  const part = partOf('1.0', async (into) => {
    writeFileSync(join(into, 'half'), '');
    throw new Error('the line went dead');
  });
  await assert.rejects(
    provision([part], at, () => {}),
    /the line went dead/,
  );
  assert.deepEqual(readdirSync(at.cache), []);
});

test('two launchers that fetch the same part at once both end with it', async (t) => {
  const at = emptyCache(t);
  const part = partOf('1.0', async (into) => writeFileSync(join(into, 'tool'), ''));
  await Promise.all([
    provision([part, { ...part, name: 'other' }], at, () => {}),
    provision([{ ...part, name: 'third' }], at, () => {}),
  ]);
  assert.ok(existsSync(join(folderOf(part, at), 'tool')));
});

test('a binary of another version than the pinned one is rejected', async () => {
  const node = { command: process.execPath, env: {} };
  await expectVersion(node, /^v\d+\.\d+\.\d+$/m);
  await assert.rejects(expectVersion(node, /^v0\.10\./), /is not the pinned version: v\d+/);
});
