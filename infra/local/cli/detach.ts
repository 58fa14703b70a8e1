/** Starts the launcher in the background, shows its progress, and returns when the stack is up. */
import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { type Addresses, checkout } from '../addresses.ts';
import type { Mode } from '../stack.ts';
import { command } from '../supervisor/control.ts';
import type { Status } from '../supervisor/launcher.ts';
import { logFile } from '../supervisor/logs.ts';

/** A line of progress, or the exit code of the start. */
export type LauncherMessage = { line: string } | { code: number };

export async function detach(at: Addresses, mode: Mode): Promise<number> {
  const running = await command<Status>(at, 'status');
  if (running?.up && (running.mode === mode || running.mode === 'start')) {
    console.log(`Melo is running already in ${at.home}.`);
    return 0;
  }
  mkdirSync(at.logs, { recursive: true });
  // The launcher's own output, such as a stack trace.
  const last = openSync(logFile(at, 'launcher'), 'a');
  const child = spawn(process.execPath, [...process.execArgv, join(import.meta.dirname, 'main.ts'), mode], {
    cwd: checkout,
    detached: true,
    stdio: ['ignore', last, last, 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill('SIGTERM'));
  const code = await new Promise<number>((done) => {
    child.on('message', (message: LauncherMessage) =>
      'line' in message ? console.log(message.line) : done(message.code),
    );
    child.on('error', (error) => {
      console.error(error.message);
      done(1);
    });
    child.on('exit', (ended) => done(ended ?? 1));
  });
  if (child.connected) child.disconnect();
  child.unref();
  return code;
}
