/** What the token of each job may do: what it needs and is written there, and nothing else. */
import { type Job, type Permissions, stepsOf, type Workflow } from './workflow.ts';

/** Permissions that a step needs, by its action or by its command. */
const NEEDS: readonly (readonly [step: RegExp, permission: string, why: string])[] = [
  [/^aws-actions\/configure-aws-credentials@/, 'id-token', 'a role of AWS'],
  [/^actions\/attest@/, 'id-token', 'a signature'],
  [/^actions\/attest@/, 'attestations', 'an attestation'],
  [/\bcosign sign\b/, 'id-token', 'a signature'],
  [/\bnpm@\S+ publish\b/, 'id-token', 'the trusted publisher'],
  [/^github\/codeql-action\/analyze@/, 'security-events', 'a report'],
  [/^googleapis\/release-please-action@/, 'contents', 'a release'],
  [/^googleapis\/release-please-action@/, 'issues', 'labels'],
  [/^googleapis\/release-please-action@/, 'pull-requests', 'a pull request'],
  [/\bgh release upload\b/, 'contents', 'the files of a release'],
];

export const permissionProblems = (workflow: Workflow): string[] => [
  ...(grants(workflow.permissions, 'contents') === 'read' && writes(workflow.permissions).length === 0
    ? []
    : ['by default, jobs may do more, or less, than read the repository']),
  ...Object.entries(workflow.jobs).flatMap(([name, job]) => jobProblems(job).map((problem) => `${name} ${problem}`)),
];

function jobProblems(job: Job): string[] {
  if (job.permissions === undefined) return ['does not say what its token may do'];
  if (typeof job.permissions === 'string') return [`has the permissions "${job.permissions}"`];
  const needed = neededBy(job);
  return [
    ...[...needed]
      .filter(([permission]) => grants(job.permissions, permission) !== 'write')
      .map(([permission, why]) => `asks for ${why} without the permission ${permission}: write`),
    // What a reusable workflow needs is in its own file.
    ...writes(job.permissions)
      .filter((permission) => !job.uses && !needed.has(permission))
      .map((permission) => `does not need the permission ${permission}: write`),
  ];
}

const neededBy = (job: Job): Map<string, string> =>
  new Map(
    stepsOf(job).flatMap(({ uses, run = '' }) =>
      NEEDS.filter(([step]) => step.test(uses ?? run)).map(([, permission, why]) => [permission, why] as const),
    ),
  );

const grants = (permissions: Permissions | undefined, name: string): string | undefined =>
  typeof permissions === 'object' ? permissions[name] : undefined;

const writes = (permissions: Permissions | undefined): string[] => {
  if (typeof permissions === 'string') return permissions === 'read-all' ? [] : [permissions];
  return Object.entries(permissions ?? {}).flatMap(([name, value]) => (value === 'write' ? [name] : []));
};
