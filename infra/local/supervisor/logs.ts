/** Log files of the processes: appended, and rotated at a size limit. */
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Addresses } from '../addresses.ts';

const LIMIT_BYTES = 8 * 1024 * 1024;
/** Older files kept beside the current one: NAME.log.1 is the youngest of them. */
const KEPT_FILES = 2;

export const logFile = (at: Addresses, name: string): string => join(at.logs, `${name}.log`);

/** Names of the processes that have a log. */
export const logNames = ({ logs }: Addresses): string[] =>
  existsSync(logs)
    ? readdirSync(logs)
        .filter((file) => file.endsWith('.log'))
        .map((file) => file.slice(0, -'.log'.length))
    : [];

export type Log = { write(chunk: string | Uint8Array): void; close(): void };

export function openLog(file: string, limitBytes = LIMIT_BYTES): Log {
  mkdirSync(dirname(file), { recursive: true });
  let handle = openSync(file, 'a');
  let size = fstatSync(handle).size;
  const rotate = () => {
    closeSync(handle);
    for (let i = KEPT_FILES; i > 0; i--) {
      const younger = i === 1 ? file : `${file}.${i - 1}`;
      if (existsSync(younger)) renameSync(younger, `${file}.${i}`);
    }
    handle = openSync(file, 'a');
    size = 0;
  };
  return {
    write(chunk) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      if (size > 0 && size + bytes.length > limitBytes) rotate();
      writeSync(handle, bytes);
      size += bytes.length;
    },
    close: () => closeSync(handle),
  };
}

/** The last lines of a log, for an error report. */
export function lastLines(file: string, count: number): string {
  if (!existsSync(file)) return '';
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
}

/** Time since `started` (performance.now()) for a line of progress, such as "1.2 s". */
export const secondsSince = (started: number): string => `${((performance.now() - started) / 1000).toFixed(1)} s`;
