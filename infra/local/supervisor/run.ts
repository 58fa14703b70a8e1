/** Runs a command to its end and returns its output; errors carry the last lines. It ends with the launcher. */
import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import type { Program } from './task.ts';

const KEPT_CHARS = 4_000;

export type RunOptions = { cwd?: string; env?: Readonly<Record<string, string>>; input?: string };

/** Output of `command`; throws with the end of what it printed when it fails. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  return new Promise((done, failed) => {
    const bound = boundToUs({ command, args });
    const child = spawn(bound.command, bound.args, { cwd: options.cwd, env: { ...process.env, ...options.env } });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors = (errors + chunk).slice(-KEPT_CHARS);
    });
    child.on('error', failed);
    child.on('close', (code, signal) => {
      if (code === 0) done(output);
      else
        failed(
          new Error(
            `${basename(command)} ended with ${signal ?? code}: ${(errors || output).slice(-KEPT_CHARS).trim()}`,
          ),
        );
    });
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
  });
}

/** The kernel kills the program when its launcher dies, however that dies. */
export const boundToUs = ({ command, args }: Program): { command: string; args: string[] } => ({
  command: 'setpriv',
  args: ['--pdeathsig', 'KILL', '--', command, ...args],
});
