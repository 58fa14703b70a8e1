/** Secrets in plain text, and access that does not expire: deployments take roles by OpenID Connect. */
import { type Job, stepsOf, type Values, type Workflow, type WorkflowFile } from './workflow.ts';

const SECRET_NAME = /(password|passwd|secret|token|credential|api[-_]?key|access[-_]?key|private[-_]?key)/i;
/** Settings whose names sound like secrets. */
const NO_SECRETS: ReadonlySet<string> = new Set(['id-token', 'persist-credentials']);
/** How well-known credentials begin, and an address with a password. */
const SECRET_VALUE =
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_\w{36}|\bgithub_pat_\w{22}|\bnpm_\w{36}|-----BEGIN [A-Z ]*PRIVATE KEY|:\/\/[^/@\s$"']+:[^/@\s$"']+@/;
/** The value comes from elsewhere when the workflow runs. */
const EXPRESSION = /^\$\{\{.*\}\}$/;

export function secretProblems({ text }: WorkflowFile, workflow: Workflow): string[] {
  const values = [workflow.env, ...Object.values(workflow.jobs).flatMap(valuesOf)];
  return [
    ...values.flatMap((one) => plainSecrets(one ?? {})).map((name) => `the secret ${name} is in plain text`),
    ...(SECRET_VALUE.test(text) ? ['a credential is in plain text'] : []),
    ...(/\baws-(access-key-id|secret-access-key):/.test(text) ? ['AWS is reached by a key that does not expire'] : []),
    ...(/secrets:\s*inherit/.test(text) ? ['a called workflow gets all secrets'] : []),
  ];
}

const valuesOf = (job: Job): (Values | undefined)[] => [
  job.env,
  job['with'] as Values | undefined,
  ...stepsOf(job).flatMap((step) => [step.env, step.with]),
];

const plainSecrets = (values: Values): string[] =>
  Object.entries(values)
    .filter(([name, value]) => SECRET_NAME.test(name) && !NO_SECRETS.has(name) && !EXPRESSION.test(String(value)))
    .map(([name]) => name);
