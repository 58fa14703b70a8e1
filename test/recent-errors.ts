/** The last warnings and errors of Melo's processes, for the report of a failed run. */
import { readFileSync } from 'node:fs';
import type { Addresses } from '#infra/local/addresses.ts';
import { logFile, logNames } from '#infra/local/supervisor/logs.ts';

const WARN = 40;
const LINES_EACH = 6;
const CHARS = 400;

/** Last warnings and errors of each process that logs as JSON, a line each. */
export const recentErrors = (at: Addresses): string[] =>
  logNames(at).flatMap((name) =>
    readFileSync(logFile(at, name), 'utf8')
      .split('\n')
      .flatMap(entriesOf)
      .filter(({ level }) => level >= WARN)
      .slice(-LINES_EACH)
      .map(readable),
  );

type Entry = { level: number; time: number; process: string; msg: string; err?: { message: string } };

function entriesOf(line: string): Entry[] {
  if (!line.startsWith('{"level":')) return [];
  try {
    return [JSON.parse(line) as Entry];
  } catch {
    // Its process was killed while it wrote.
    return [];
  }
}

function readable({ level: _, time, process, msg, err, ...rest }: Entry): string {
  const cause = err ? `: ${err.message}` : '';
  return `${new Date(time).toISOString()} ${process}: ${msg}${cause} ${JSON.stringify(rest)}`.slice(0, CHARS);
}
