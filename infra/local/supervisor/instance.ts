/** One started process: how to signal it, and how it ended. */
import { spawn } from 'node:child_process';
import type { Addresses } from '../addresses.ts';
import { boundToUs } from './run.ts';
import type { Incarnation, Task } from './task.ts';

export type Instance = {
  readonly pid: number | undefined;
  readonly incarnation: Incarnation;
  /** Settles with the reason when it has ended. */
  readonly ended: Promise<string>;
  signal(name: NodeJS.Signals): void;
};

/** Starts a task's program; its output goes to `write`. */
export function startInstance(
  task: Task,
  at: Addresses,
  incarnation: Incarnation,
  write: (text: string | Buffer) => void,
): Instance {
  const program = task.program(at, incarnation);
  const { command, args } = boundToUs(program);
  write(`--- ${new Date().toISOString()} ${task.name} starts\n`);
  // A group of its own: Ctrl-C in the terminal reaches the launcher only, which stops all in order.
  const child = spawn(command, args, {
    cwd: program.cwd ?? at.home,
    env: { ...process.env, ...program.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  child.stdout.on('data', write);
  child.stderr.on('data', write);

  /** SIGKILL goes to the whole group, so that no child process stays behind. */
  const signal = (name: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(name === 'SIGKILL' ? -child.pid : child.pid, name);
    } catch {
      // It has ended already.
    }
  };
  // Its children end with it and release its output.
  child.on('exit', () => signal('SIGKILL'));
  const ended = new Promise<string>((done) => {
    child.on('error', (error) => done(error.message));
    child.on('close', (code, name) => done(name ?? `code ${code}`));
  });
  return { pid: child.pid, incarnation, ended, signal };
}
