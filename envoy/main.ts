/** `node envoy/main.ts render` writes PKI and configuration of this checkout; `validate` has Envoy itself check every file, too. */
import { addresses } from '#infra/local/addresses.ts';
import { run } from '#infra/local/supervisor/run.ts';
import { checkEnvoy, foundEnvoy } from './binary.ts';
import { ensurePki } from './pki/pki.ts';
import { renderEnvoy } from './render.ts';

const command = process.argv[2];
if (command !== 'render' && command !== 'validate') {
  process.stderr.write('usage: node envoy/main.ts render|validate\n');
  process.exit(2);
}

const at = addresses();
await ensurePki(at.home);
for (const { name, config } of await renderEnvoy(at)) {
  if (command === 'validate') await run(foundEnvoy(at.cache), checkEnvoy(config));
  process.stdout.write(`${name}: ${config}${command === 'validate' ? ' is valid' : ''}\n`);
}
