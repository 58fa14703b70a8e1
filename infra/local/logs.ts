/** One log file per process, turned over at a size limit so that the folder stays bounded. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const LIMIT_BYTES = 20 * 1024 * 1024;

export const logFile = (folder: string, name: string): string => join(folder, `${name.replace(':', '-')}.log`);

/** Appends to the process's log; a file over the limit becomes `.1`, the one before is dropped. */
export function openLogFile(folder: string, name: string, limitBytes = LIMIT_BYTES) {
  mkdirSync(folder, { recursive: true });
  const file = logFile(folder, name);
  let size = existsSync(file) ? statSync(file).size : 0;
  return {
    write(chunk: Buffer | string): void {
      if (size > limitBytes) {
        renameSync(file, `${file}.1`);
        size = 0;
      }
      appendFileSync(file, chunk);
      size += Buffer.byteLength(chunk);
    },
    close: () => {},
  };
}

/** The last lines of a process's log. */
export function tail(folder: string, name: string, lines: number): string {
  const file = logFile(folder, name);
  if (!existsSync(file)) return '';
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
