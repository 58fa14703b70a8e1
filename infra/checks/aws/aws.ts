/** The checks of infra/aws, in the order of their cost. */
import { policyProblems, unjustified } from './checkov.ts';
import { faultCount, missedFaults } from './faults.ts';
import { formatProblems, terraformProblems, withCopy } from './terraform.ts';

export const awsChecks: readonly (readonly [what: string, check: () => Promise<string[]>])[] = [
  ['AWS: format', formatProblems],
  ['AWS: Terraform validates, and its tests pass', () => withCopy((folder) => terraformProblems(folder))],
  ['AWS: checkov', () => withCopy(async (folder) => [...unjustified(folder), ...policyProblems(folder)])],
  [`AWS: ${faultCount} seeded faults are found`, missedFaults],
];
