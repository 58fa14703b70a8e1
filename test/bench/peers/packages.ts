/** Packages that only a comparison needs: installed beside it, by its own lockfile, when it is first run. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '#infra/local/addresses.ts';

/** `folder` is below test/bench and has package.json and package-lock.json. */
export function install(folder: string): void {
  const cwd = join(checkout, 'test/bench', folder);
  if (existsSync(join(cwd, 'node_modules/.package-lock.json'))) return;
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd, stdio: 'inherit' });
  if (status !== 0) throw new Error(`npm ci in ${cwd} ended with ${status}`);
}
