/** The status of the stack as a table. */
import type { Status } from '../supervisor/launcher.ts';

const MIB = 1024 * 1024;
const COLUMNS = ['process', 'pid', 'state', 'restarts', 'memory'] as const;

export function table({ processes }: Status): string {
  const rows = processes.map(({ name, pid, state, restarts, memoryBytes }) => [
    name,
    String(pid ?? ''),
    state,
    String(restarts),
    mebibytes(memoryBytes),
  ]);
  const all = mebibytes(processes.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0));
  const lines = [COLUMNS, ...rows, ['all', '', '', '', all]];
  const widths = COLUMNS.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const mebibytes = (bytes: number): string => `${Math.round(bytes / MIB)} MiB`;
