/** Log files: appended, turned over, bounded. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lastLines, openLog } from './logs.ts';

test('a log turns over at its limit, keeps two older files and loses no line in between', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'melo-logs-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'users.log');
  const log = openLog(file, 100);
  const lines = Array.from({ length: 20 }, (_, i) => `line ${String(i).padStart(2, '0')} ${'.'.repeat(20)}\n`);
  for (const line of lines) log.write(line);
  log.close();
  assert.deepEqual(readdirSync(folder).sort(), ['users.log', 'users.log.1', 'users.log.2']);
  const kept = ['users.log.2', 'users.log.1', 'users.log']
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');
  assert.equal(kept, lines.slice(-kept.split('\n').length + 1).join(''));
  assert.ok(readFileSync(file).length <= 100);
});

test('a log that is opened again goes on where it was', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'melo-logs-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'users.log');
  for (const line of ['one\n', 'two\n', 'three\n']) {
    const log = openLog(file);
    log.write(line);
    log.close();
  }
  assert.equal(lastLines(file, 2), 'two\nthree');
});
