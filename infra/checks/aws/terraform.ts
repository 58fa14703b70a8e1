/** Terraform's own checks of infra/aws, on a copy, so that nothing is left in the checkout. */
import { globSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkout } from '../../local/addresses.ts';
import { toolProblems } from '../tool-problems.ts';
import { terraform, terraformEnv } from './tools.ts';

/** Folders that Terraform checks at once. Each command is a process with a provider of its own. */
const AT_ONCE = 2;

/** Runs `use` with a copy of infra/aws. */
export async function withCopy<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'melo-aws-'));
  try {
    await cp(join(checkout, 'infra/aws'), folder, { recursive: true, filter: (file) => !file.includes('.terraform') });
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Folders with tests: every environment, bootstrap/, and modules whose resources are asserted. */
export const testedFolders = (folder: string): string[] =>
  [...new Set(globSync('**/tests/*.tftest.hcl', { cwd: folder }).map((file) => dirname(dirname(file))))].toSorted();

export const formatProblems = (): Promise<string[]> =>
  problemsOf(join(checkout, 'infra/aws'), ['fmt', '-check', '-recursive', '-diff']);

/** Every folder is initialised, validated, and its tests are run against mocks. */
export async function terraformProblems(folder: string, folders = testedFolders(folder)): Promise<string[]> {
  const left = [...folders];
  const problems: string[] = [];
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      problems.push(...(await folderProblems(folder, next)).map((problem) => `${next}: ${problem}`));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return problems;
}

const INIT = ['init', '-backend=false', '-input=false'];

/** The first command that fails says why. A module whose providers its caller names is validated with its caller only. */
async function folderProblems(folder: string, name: string): Promise<string[]> {
  const commands = name.startsWith('modules/') ? [INIT, ['test']] : [INIT, ['validate'], ['test']];
  for (const args of commands) {
    const problems = await problemsOf(join(folder, name), [...args, '-no-color']);
    if (problems.length > 0) return problems;
  }
  return [];
}

async function problemsOf(cwd: string, args: readonly string[]): Promise<string[]> {
  return toolProblems(await terraform(), args, { cwd, env: terraformEnv() });
}
