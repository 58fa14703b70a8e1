/** Prints the log of a process; -f also prints what is appended. */
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Addresses } from '../addresses.ts';
import { lastLines, logFile, logNames } from '../supervisor/logs.ts';

const SHOWN_LINES = 200;
const LOOK_MS = 300;
const READ_BYTES = 64 * 1024;

export async function showLog(at: Addresses, args: readonly string[]): Promise<number> {
  const name = args.find((arg) => !arg.startsWith('-'));
  if (!name || !existsSync(logFile(at, name))) {
    console.error(`Name one of: ${logNames(at).join(', ') || '(nothing has run yet)'}.`);
    return 1;
  }
  const file = logFile(at, name);
  const shown = statSync(file).size;
  console.log(lastLines(file, SHOWN_LINES));
  if (args.includes('-f')) await follow(file, shown);
  return 0;
}

/** Prints what is appended until the program is interrupted; a rotated file is read from its start. */
async function follow(file: string, from: number): Promise<never> {
  for (let position = from; ; await sleep(LOOK_MS)) {
    const size = existsSync(file) ? statSync(file).size : 0;
    if (size < position) position = 0;
    while (position < size) position += print(file, position);
  }
}

function print(file: string, position: number): number {
  const handle = openSync(file, 'r');
  const buffer = Buffer.alloc(READ_BYTES);
  const bytes = readSync(handle, buffer, 0, READ_BYTES, position);
  closeSync(handle);
  process.stdout.write(buffer.subarray(0, bytes));
  return bytes;
}
