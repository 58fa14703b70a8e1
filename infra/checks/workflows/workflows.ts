/** The checks of .github/workflows. */
import { checkout } from '../../local/addresses.ts';
import { linterFaults, missedFaults } from './faults.ts';
import { actionlintProblems, zizmorProblems } from './linters.ts';
import { workflowProblems } from './policy.ts';
import { workflowFiles } from './workflow.ts';

export const workflowChecks: readonly (readonly [what: string, check: () => string[] | Promise<string[]>])[] = [
  ['Workflows: policy', () => workflowFiles().flatMap(workflowProblems)],
  ['Workflows: actionlint and shellcheck', () => actionlintProblems(checkout)],
  ['Workflows: zizmor', () => zizmorProblems(checkout)],
  [`Workflows: ${linterFaults.length} seeded faults are found by actionlint, shellcheck or zizmor`, missedFaults],
];
