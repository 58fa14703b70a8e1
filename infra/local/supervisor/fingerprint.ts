/** Remembers by a hash of files what is already done. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkout } from '../addresses.ts';

/** Folders of generated files, which are never sources. */
const MADE = new Set(['node_modules', 'dist']);

/** Hash of names and contents of files and folders of the checkout; missing ones count as empty. */
export function fingerprint(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => filesIn(join(checkout, path)))) {
    hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** Whether `record` has this fingerprint. */
export const isRecorded = (record: string, print: string): boolean =>
  existsSync(record) && readFileSync(record, 'utf8') === print;

export function recordDone(record: string, print: string): void {
  mkdirSync(dirname(record), { recursive: true });
  writeFileSync(record, print);
}

function filesIn(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => !MADE.has(name))
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
}
