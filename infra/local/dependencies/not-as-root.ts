/** PostgreSQL does not run as root: it runs as another user. */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { run } from '../supervisor/run.ts';
import type { Program } from '../supervisor/task.ts';

/** In a namespace of its own the program sees itself as user 1000, while its files stay root's. */
const NAMESPACE = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'];

/** Where containers forbid namespaces: the user nobody, who can still traverse root's folders. */
const NOBODY = 65534;
const AS_NOBODY = [
  ...['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'],
  ...['--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--'],
  // Becoming another user loosens the bond to the launcher, so it is tied again.
  ...['setpriv', '--pdeathsig', 'KILL', '--'],
];

const isRoot = process.getuid?.() === 0;

let found: readonly string[] | undefined;

function wrapper(): readonly string[] {
  if (!isRoot) return [];
  found ??= spawnSync(NAMESPACE[0]!, [...NAMESPACE.slice(1), 'true']).status === 0 ? NAMESPACE : AS_NOBODY;
  return found;
}

export function notAsRoot(program: Program): Program {
  const [command, ...args] = [...wrapper(), program.command, ...program.args];
  return { ...program, command: command!, args };
}

/** Changes the owner of a data folder to the user as which the program runs. */
export async function giveToUser(folder: string): Promise<void> {
  if (!isRoot) return;
  const owner = wrapper() === NAMESPACE ? 0 : NOBODY;
  if (statSync(folder).uid !== owner) await run('chown', ['-R', `${owner}:${owner}`, folder]);
}
