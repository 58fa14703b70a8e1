/** What every workflow, job and step must be, beside what actionlint and zizmor find. */
import { actionProblems } from './actions.ts';
import { permissionProblems } from './permissions.ts';
import { secretProblems } from './secrets.ts';
import {
  type Job,
  readWorkflow,
  type Step,
  stepsOf,
  triggersOf,
  type Workflow,
  type WorkflowFile,
} from './workflow.ts';

/** These run with the repository's rights on what a stranger wrote. */
const DANGEROUS_TRIGGERS: ReadonlySet<string> = new Set(['pull_request_target', 'workflow_run', 'issue_comment']);

export function workflowProblems(file: WorkflowFile): string[] {
  const workflow = readWorkflow(file);
  return [
    ...wholeProblems(workflow),
    ...permissionProblems(workflow),
    ...secretProblems(file, workflow),
    ...actionProblems(file),
    ...Object.entries(workflow.jobs).flatMap(([name, job]) => jobProblems(job).map((problem) => `${name} ${problem}`)),
  ].map((problem) => `${file.name}: ${problem}`);
}

function wholeProblems(workflow: Workflow): string[] {
  const { group, 'cancel-in-progress': cancels } = (workflow['concurrency'] ?? {}) as Record<string, unknown>;
  const shell = (workflow['defaults'] as { run?: { shell?: string } } | undefined)?.run?.shell;
  return [
    ...triggersOf(workflow)
      .filter((trigger) => DANGEROUS_TRIGGERS.has(trigger))
      .map((trigger) => `it starts at ${trigger}`),
    ...(group === undefined || cancels === undefined ? ['it has no concurrency group'] : []),
    // GitHub's own default goes on when a command before a pipe fails.
    ...(shell === 'bash' ? [] : ['its shell ignores failures before a pipe']),
  ];
}

const jobProblems = (job: Job): string[] => [
  ...(job.uses || Number(job['timeout-minutes']) > 0 ? [] : ['has no timeout']),
  ...(job.uses || /^[a-z]+-\d[\d.]*$/.test(String(job['runs-on'])) ? [] : ['has no fixed machine']),
  ...images(job)
    .filter((image) => !/@sha256:[0-9a-f]{64}$/.test(image))
    .map((image) => `uses the image ${image} without a digest`),
  ...stepsOf(job).flatMap(stepProblems),
];

/** Containers that the job runs in or beside. */
const images = (job: Job): string[] => {
  const services = Object.values((job['services'] ?? {}) as Record<string, unknown>);
  return [job['container'], ...services]
    .filter((one) => one !== undefined)
    .map((one) => (typeof one === 'string' ? one : String((one as { image?: string }).image)));
};

const stepProblems = ({ uses = '', run = '', with: given = {} }: Step): string[] => [
  ...(/\$\{\{/.test(run) ? ['puts an expression into a script; pass it by env'] : []),
  ...(/[@:]latest\b/.test(run) ? ['installs whatever is the latest'] : []),
  ...(/\bpip3?"? install\b/.test(run) && !run.includes('--require-hashes') ? ['installs from pip without hashes'] : []),
  ...(/\bnpm (install|i)\b(?!.*@\d)/.test(run) ? ['installs from npm without a version'] : []),
  ...(/\bcurl\b.*\|\s*(ba)?sh\b/.test(run) ? ['runs a script that it downloads'] : []),
  ...(uses.startsWith('actions/checkout@') && given['persist-credentials'] !== false
    ? ['leaves the token in the checkout']
    : []),
];
