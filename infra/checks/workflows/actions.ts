/**
 * Actions of others: `actions.json` lists each that may be used, with the commit of its version and the inputs that this version has.
 * actionlint knows inputs of actions by tag only, and ours are pinned by commit.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readWorkflow, type Step, stepsOf, type WorkflowFile } from './workflow.ts';

export type Action = {
  readonly version: string;
  readonly commit: string;
  readonly inputs: readonly string[];
  readonly required: readonly string[];
};

export const ACTIONS_FILE = join(import.meta.dirname, 'actions.json');
export const readActions = (): Record<string, Action> => JSON.parse(readFileSync(ACTIONS_FILE, 'utf8'));

const actions = readActions();

export const actionProblems = (file: WorkflowFile): string[] => [
  ...[...file.text.matchAll(/uses:\s*(\S+)(.*)$/gm)].flatMap(([, uses, rest]) => pinProblem(uses!, rest!)),
  ...Object.values(readWorkflow(file).jobs).flatMap((job) => stepsOf(job).flatMap(inputProblems)),
];

/** Our own workflows are of the same commit. */
const isOwn = (uses: string): boolean => uses.startsWith('./');

function pinProblem(uses: string, rest: string): string[] {
  if (isOwn(uses)) return [];
  const [name, commit] = uses.split('@');
  if (!/^[0-9a-f]{40}$/.test(commit ?? '')) return [`${uses} is not pinned by commit`];
  const known = actions[name!];
  if (!known) return [`${name} is not in actions.json`];
  if (known.commit !== commit) return [`${uses} is not the commit that actions.json has for ${known.version}`];
  return rest.trim() === `# ${known.version}` ? [] : [`${name} does not name its version, ${known.version}`];
}

function inputProblems({ uses = '', with: given = {} }: Step): string[] {
  const name = uses.split('@')[0]!;
  const action = actions[name];
  if (!action) return [];
  return [
    ...Object.keys(given)
      .filter((input) => !action.inputs.includes(input))
      .map((input) => `${name} has no input ${input}`),
    ...action.required.filter((input) => !(input in given)).map((input) => `${name} needs the input ${input}`),
  ];
}
