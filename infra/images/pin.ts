/**
 * `node infra/images/pin.ts [NAME …]` looks up the present digest of each tag of images.json with skopeo and writes it there and
 * into the Dockerfiles. Then run `npm run gen:infra`.
 */
import { createHash } from 'node:crypto';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../local/supervisor/run.ts';
import { IMAGES, type ImageName, readPins, repinned } from './pinned.ts';

const pins = readPins();
const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in pins));
if (unknown.length > 0) throw new Error(`images.json does not list ${unknown.join(', ')}.`);

for (const name of (names.length > 0 ? names : Object.keys(pins)) as ImageName[]) {
  const { tag, digest } = pins[name];
  // The digest of the list of all platforms is the hash of its bytes.
  const manifest = await run('skopeo', ['inspect', '--raw', `docker://${tag}`]);
  const now = `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
  pins[name] = { tag, digest: now };
  console.log(`${tag}: ${now === digest ? 'unchanged' : now}`);
}
await writeFile(IMAGES, `${JSON.stringify(pins, undefined, 2)}\n`);
for await (const name of glob('*.Dockerfile', { cwd: import.meta.dirname })) {
  const file = join(import.meta.dirname, name);
  await writeFile(file, Object.values(pins).reduce(repinned, await readFile(file, 'utf8')));
}
