/**
 * `node infra/checks/workflows/pin.ts NAME VERSION` asks GitHub (by `gh`, signed in) for the commit and the inputs of a version of an
 * action, and writes them into actions.json and into every workflow that uses it.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { run } from '../../local/supervisor/run.ts';
import { ACTIONS_FILE, type Action, readActions } from './actions.ts';
import { WORKFLOWS, workflowFiles } from './workflow.ts';

type Input = { readonly required?: boolean; readonly default?: unknown };
/** Answers a path of GitHub's API: the text of a file, or the commit of a version. */
type Ask = (path: string) => Promise<string>;

/** What actions.json keeps of a version; `owner/repository/folder` is an action in a folder. */
export async function lookedUp(name: string, version: string, ask: Ask): Promise<Action> {
  const [owner, repository, ...folder] = name.split('/');
  const of = `repos/${owner}/${repository}`;
  const commit = (await ask(`${of}/commits/${version}`)).trim();
  if (!/^[0-9a-f]{40}$/.test(commit)) throw new Error(`${name} has no version ${version}.`);
  const text = await ask(`${of}/contents/${[...folder, 'action.yml'].join('/')}?ref=${commit}`);
  const { inputs } = parse(text) as { inputs?: Record<string, Input | null> };
  const all = Object.entries(inputs ?? {});
  return {
    version,
    commit,
    inputs: all.map(([input]) => input).sort(),
    required: all
      .filter(([, input]) => input?.required === true && input.default === undefined)
      .map(([input]) => input),
  };
}

/** A workflow's text with another commit and version wherever it uses the action. */
export const repinned = (text: string, name: string, { commit, version }: Action): string =>
  text.replaceAll(new RegExp(`uses: ${RegExp.escape(name)}@.*`, 'g'), `uses: ${name}@${commit} # ${version}`);

if (import.meta.main) {
  const [name, version] = process.argv.slice(2);
  if (!name || !version) throw new Error('Usage: pin.ts NAME VERSION');
  const ask: Ask = (path) =>
    run('gh', ['api', '-H', `Accept: application/vnd.github.${path.includes('/commits/') ? 'sha' : 'raw'}`, path]);
  const action = await lookedUp(name, version, ask);
  const actions = Object.entries({ ...readActions(), [name]: action }).sort(([a], [b]) => a.localeCompare(b));
  writeFileSync(ACTIONS_FILE, `${JSON.stringify(Object.fromEntries(actions), undefined, 2)}\n`);
  for (const { name: file, text } of workflowFiles())
    writeFileSync(join(WORKFLOWS, file), repinned(text, name, action));
  console.log(`${name} ${version} is ${action.commit}. Read what changed in it, then run npm run format.`);
}
