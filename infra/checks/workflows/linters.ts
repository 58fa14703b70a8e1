/** actionlint (with shellcheck for every script) and zizmor, each on a folder of workflows. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { toolProblems } from '../tool-problems.ts';
import { actionlint, shellcheck, zizmor } from '../tools.ts';

/** `checkout` is the folder that has `.github/workflows`. */
export const actionlintProblems = (checkout: string, files = workflowsOf(checkout)): Promise<string[]> =>
  toolProblems(actionlint, ['-no-color', '-shellcheck', shellcheck, '-pyflakes', '', ...files], { cwd: checkout });

export const zizmorProblems = (checkout: string, files = workflowsOf(checkout)): Promise<string[]> =>
  toolProblems(zizmor, ['--offline', '--quiet', '--no-config', ...files], { cwd: checkout, env: { NO_COLOR: '1' } });

const workflowsOf = (checkout: string): string[] =>
  globSync('.github/workflows/*.{yml,yaml}', { cwd: checkout }).map((file) => join(checkout, file));
