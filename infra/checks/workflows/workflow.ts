/** Workflows of GitHub, as text and as what they say. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { checkout } from '../../local/addresses.ts';

export const WORKFLOWS = join(checkout, '.github/workflows');

export type Values = Readonly<Record<string, unknown>>;
export type Permissions = string | Readonly<Record<string, string>>;
export type Step = Values & {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Values;
  readonly env?: Values;
};
export type Job = Values & {
  readonly uses?: string;
  readonly steps?: readonly Step[];
  readonly permissions?: Permissions;
  readonly env?: Values;
};
export type Workflow = Values & {
  readonly on: string | readonly string[] | Values;
  readonly permissions?: Permissions;
  readonly jobs: Readonly<Record<string, Job>>;
  readonly env?: Values;
};
/** A file of the folder; the version of an action is in a comment, so the text is needed, too. */
export type WorkflowFile = { readonly name: string; readonly text: string };

export const workflowFiles = (): WorkflowFile[] =>
  globSync('*.{yml,yaml}', { cwd: WORKFLOWS })
    .sort()
    .map((name) => ({ name, text: readFileSync(join(WORKFLOWS, name), 'utf8') }));

export const readWorkflow = ({ text }: WorkflowFile): Workflow => parse(text) as Workflow;

export const stepsOf = ({ steps = [] }: Job): readonly Step[] => steps;

/** Names of the events that start it. */
export const triggersOf = ({ on }: Workflow): string[] => {
  if (typeof on === 'string') return [on];
  return Array.isArray(on) ? on.map(String) : Object.keys(on);
};
