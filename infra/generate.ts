/** `npm run gen:infra` writes what is generated from topology.ts and envoy/: the compose file and the data of the Helm chart. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { generatedFiles, generatedFolders } from './generated.ts';

for (const folder of generatedFolders) await rm(join(import.meta.dirname, folder), { recursive: true, force: true });
for (const [file, content] of await generatedFiles()) {
  const target = join(import.meta.dirname, file);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, content);
  console.log(file);
}
