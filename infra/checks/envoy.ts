/** Lets Envoy itself check the configuration of every Envoy of a target. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkEnvoy, foundEnvoy } from '../../envoy/binary.ts';
import { ensurePki } from '../../envoy/pki/pki.ts';
import { ENVOY } from '../containers/paths.ts';
import { addresses } from '../local/addresses.ts';
import { run } from '../local/supervisor/run.ts';

/** Files of one Envoy by their names in its folder. */
export type EnvoyFolder = { readonly name: string; readonly files: Readonly<Record<string, string>> };

/** Returns what Envoy says against a configuration, after the name of its process. Certificates are made for the check. */
export async function envoyProblems(folders: readonly EnvoyFolder[]): Promise<string[]> {
  const home = await mkdtemp(join(tmpdir(), 'melo-envoy-'));
  try {
    await ensurePki(home);
    const problems: string[] = [];
    for (const { name, files } of folders) {
      const folder = join(home, name);
      await mkdir(folder);
      for (const [file, content] of Object.entries(files))
        await writeFile(join(folder, file), moved(content, home, folder));
      const said = run(foundEnvoy(addresses().cache), checkEnvoy(join(folder, `${name}.json`)));
      await said.catch((error: Error) => problems.push(`${name}: ${error.message}`));
    }
    return problems;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

const moved = (content: string, home: string, folder: string): string =>
  content.replaceAll(ENVOY.pki, join(home, 'pki')).replaceAll(ENVOY.config, folder);
