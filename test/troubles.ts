/** What Melo's processes complained of last: a run that failed elsewhere leaves nothing else to look at. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const WARN = 40;
const LINES_EACH = 6;
const CHARS = 400;

/** Last warnings and errors of each process that logs as JSON, a line each. */
export function troubles(logs: string): string[] {
  return readdirSync(logs)
    .filter((file) => file.endsWith('.log'))
    .flatMap((file) =>
      readFileSync(join(logs, file), 'utf8').split('\n').filter(isTrouble).slice(-LINES_EACH).map(readable),
    );
}

type Entry = { level: number; time: number; process: string; msg: string; err?: { message: string } };

const isTrouble = (line: string): boolean => line.startsWith('{"level":') && (JSON.parse(line) as Entry).level >= WARN;

function readable(line: string): string {
  const { level: _, time, process, msg, err, ...rest } = JSON.parse(line) as Entry;
  const cause = err ? `: ${err.message}` : '';
  return `${new Date(time).toISOString()} ${process}: ${msg}${cause} ${JSON.stringify(rest)}`.slice(0, CHARS);
}
