/** Compares what is committed with what the topology and the contracts say today. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFiles, generatedFolders } from '../generated.ts';

const INFRA = join(import.meta.dirname, '..');

/** Paths of generated files that differ, are missing, or are generated no more. */
export async function staleFiles(): Promise<string[]> {
  const files = new Map(await generatedFiles());
  const present = generatedFolders.flatMap((folder) => globSync(`${folder}/**/*.*`, { cwd: INFRA }));
  const differing = [...files].filter(([file, content]) => content !== committed(file)).map(([file]) => file);
  return [...differing, ...present.filter((file) => !files.has(file))].map((file) => `${file}: run npm run gen:infra`);
}

function committed(file: string): string | undefined {
  try {
    return readFileSync(join(INFRA, file), 'utf8');
  } catch {
    return undefined;
  }
}
