/** Faults to seed into workflows: the file, what is replaced, by what, and what a check must say. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actionlintProblems, zizmorProblems } from './linters.ts';
import { type WorkflowFile, workflowFiles } from './workflow.ts';

export type Fault = readonly [name: string, file: string, from: string | RegExp, to: string, says: RegExp];

/** What GitHub replaces by a value. */
export const expression = (value: string): string => ['$', '{{ ', value, ' }}'].join('');

/** Found by actionlint, by shellcheck through it, or by zizmor. */
export const linterFaults: readonly Fault[] = [
  ['an unquoted variable', 'release.yml', '"$REFERENCE@$DIGEST"', '$REFERENCE@$DIGEST', /SC2086/],
  [
    'an unknown key of a job',
    'test.yml',
    'timeout-minutes: 15',
    'timeout-minuets: 15',
    /unexpected key "timeout-minuets"/,
  ],
  ['an unknown key of the workflow', 'test.yml', 'concurrency:', 'concurency:', /unexpected key "concurency"/],
  ['a job that is not there', 'release.yml', 'needs: [version, staging]', 'needs: [version, stagging]', /stagging/],
  [
    'an output that is not there',
    'release.yml',
    'needs.version.outputs.tag',
    'needs.version.outputs.tga',
    /"tga" is not defined/,
  ],
  [
    'an expression that does not parse',
    'deploy.yml',
    'inputs.environment || github.ref',
    'inputs.environment ||',
    /unexpected end|parsing/,
  ],
  ['a machine that is not there', 'test.yml', 'ubuntu-24.04', 'ubuntu-24.05', /ubuntu-24\.05/],
  [
    'a permission that is not there',
    'deploy.yml',
    'id-token: write',
    'id-tokens: write',
    /unknown permission scope "id-tokens"/,
  ],
  ['a schedule that never comes', 'nightly.yml', '17 2 * * *', '77 2 * * *', /invalid CRON/],
  [
    'a script injection',
    'deploy.yml',
    'run: infra/release/smoke.sh',
    `run: infra/release/smoke.sh ${expression('github.event.pull_request.title')}`,
    /untrusted/,
  ],
  [
    'an input of a called workflow that is not there',
    'deploy.yml',
    'inputs.version }} to',
    'inputs.versoin }} to',
    /versoin/,
  ],
  ['a token left in the checkout', 'security.yml', / {8}with:\n {10}persist-credentials: false\n/, '', /artipacked/],
  [
    'write access for every job',
    'test.yml',
    '    permissions:\n      contents: read',
    '    permissions: write-all',
    /excessive-permissions/,
  ],
  ['a dangerous trigger', 'test.yml', 'pull_request:', 'pull_request_target:', /dangerous-triggers/],
  [
    'all secrets for a called workflow',
    'release.yml',
    '    with:\n      environment: staging',
    '    secrets: inherit\n    with:\n      environment: staging',
    /secrets-inherit/,
  ],
];

export const withFault = ([name, file, from, to]: Fault): WorkflowFile => {
  const found = workflowFiles().find((one) => one.name === file);
  if (!found) throw new Error(`There is no workflow ${file}.`);
  const text = found.text.replace(from, () => to);
  if (text === found.text) throw new Error(`The fault "${name}" has no place in ${file} any more.`);
  return { name: file, text };
};

/** Faults of `linterFaults` that no linter finds. */
export async function missedFaults(): Promise<string[]> {
  const missed: string[] = [];
  for (const fault of linterFaults) {
    const [name, , , , expected] = fault;
    const said = await linted(withFault(fault));
    if (!expected.test(said)) missed.push(`${name}: ${said || 'nothing was said'}`);
  }
  return missed;
}

/** All that the linters say of a file, without the others. */
async function linted({ name, text }: WorkflowFile): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'melo-workflows-'));
  try {
    await mkdir(join(folder, '.github/workflows'), { recursive: true });
    for (const file of workflowFiles()) await writeFile(join(folder, '.github/workflows', file.name), file.text);
    const path = join(folder, '.github/workflows', name);
    await writeFile(path, text);
    return [...(await actionlintProblems(folder, [path])), ...(await zizmorProblems(folder, [path]))].join('\n');
  } finally {
    await rm(folder, { recursive: true });
  }
}
