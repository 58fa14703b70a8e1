/** The checks of .github/workflows and of the scripts that they run. */
import { globSync } from 'node:fs';
import { checkout } from '../../local/addresses.ts';
import { run } from '../../local/supervisor/run.ts';
import { shellcheck } from '../tools.ts';
import { linterFaults, missedFaults } from './faults.ts';
import { actionlintProblems, zizmorProblems } from './linters.ts';
import { workflowProblems } from './policy.ts';
import { workflowFiles } from './workflow.ts';

const lintScripts = (): Promise<string[]> =>
  run(shellcheck, globSync('infra/release/*.sh', { cwd: checkout }), { cwd: checkout }).then(
    () => [],
    (error: Error) => [error.message],
  );

export const workflowChecks: readonly (readonly [what: string, check: () => string[] | Promise<string[]>])[] = [
  ['Workflows: policy', () => workflowFiles().flatMap(workflowProblems)],
  ['Workflows: actionlint and shellcheck', () => actionlintProblems(checkout)],
  ['Workflows: zizmor', () => zizmorProblems(checkout)],
  ['Release scripts: shellcheck', lintScripts],
  [`Workflows: ${linterFaults.length} seeded faults are found by actionlint, shellcheck or zizmor`, missedFaults],
];
