/** Runs a command to its end and answers what it printed; failures carry the last lines. */
import { spawn } from 'node:child_process';

const KEPT_CHARS = 4_000;

export type RunOptions = { cwd?: string; env?: NodeJS.ProcessEnv; input?: string | Buffer };

/** Output of `command`; throws with the end of what it printed when it fails. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  return new Promise((done, failed) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors = (errors + chunk).slice(-KEPT_CHARS);
    });
    child.on('error', failed);
    child.on('close', (code) => {
      if (code === 0) done(output);
      else
        failed(
          new Error(
            `${command} ${args.join(' ').slice(0, 200)} ended with ${code}: ${(errors || output).slice(-KEPT_CHARS).trim()}`,
          ),
        );
    });
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
  });
}
