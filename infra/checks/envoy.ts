/** Lets Envoy itself check the configuration of every Envoy of a target. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkEnvoy, foundEnvoy } from '../../envoy/binary.ts';
import type { Settings } from '../../envoy/config/settings.ts';
import { ensurePki } from '../../envoy/pki/pki.ts';
import { envoyFiles } from '../containers/envoy-files.ts';
import { placement } from '../containers/placement.ts';
import { addresses } from '../local/addresses.ts';
import { run } from '../local/supervisor/run.ts';

const ORIGINS = { web: 'http://melo.example', edgeTls: 'https://melo.example' };

/** Returns what Envoy says against a configuration, by the name of its process. `change` may put a fault in. */
export async function envoyProblems(settings: Settings, change = (text: string) => text): Promise<string[]> {
  const home = await mkdtemp(join(tmpdir(), 'melo-envoy-'));
  try {
    await ensurePki(home);
    const at = placement(ORIGINS, { pki: join(home, 'pki'), envoy: join(home, 'envoy') });
    await mkdir(at.envoy);
    const problems: string[] = [];
    for (const { name, files } of await envoyFiles(at, { collector: undefined, settings })) {
      for (const [file, content] of Object.entries(files))
        await writeFile(join(at.envoy, file), change(JSON.stringify(content)));
      const said = run(foundEnvoy(addresses().cache), checkEnvoy(join(at.envoy, `${name}.json`)));
      await said.catch((error: Error) => problems.push(`${name}: ${error.message}`));
    }
    return problems;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
