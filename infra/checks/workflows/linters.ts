/** actionlint (with shellcheck for every script) and zizmor, each on a folder of workflows. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../local/supervisor/run.ts';
import { actionlint, shellcheck, zizmor } from '../tools.ts';

const says = (command: string, args: readonly string[], cwd: string): Promise<string[]> =>
  run(command, args, { cwd, env: { NO_COLOR: '1' } }).then(
    () => [],
    (error: Error) => [error.message],
  );

/** `checkout` is the folder that has `.github/workflows`. */
export const actionlintProblems = (checkout: string, files = workflowsOf(checkout)): Promise<string[]> =>
  says(actionlint, ['-no-color', '-shellcheck', shellcheck, '-pyflakes', '', ...files], checkout);

export const zizmorProblems = (checkout: string, files = workflowsOf(checkout)): Promise<string[]> =>
  says(zizmor, ['--offline', '--quiet', '--no-config', ...files], checkout);

const workflowsOf = (checkout: string): string[] =>
  globSync('.github/workflows/*.{yml,yaml}', { cwd: checkout }).map((file) => join(checkout, file));
