/** Memory of a process and its descendants, as the kernel reports it. */
import { readdirSync, readFileSync } from 'node:fs';

/** Proportional set size in bytes (shared pages count once) of `pid` and its descendants. */
export function memoryBytes(pid: number): number {
  const children = childrenByParent();
  const sum = (of: number): number =>
    ownBytes(of) + (children.get(of) ?? []).reduce((all, child) => all + sum(child), 0);
  return sum(pid);
}

function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    const parent = Number(/^\d+ \(.*\) \S (\d+)/s.exec(read(`/proc/${entry}/stat`))?.[1]);
    if (parent) children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  return children;
}

/** The same of one process alone. */
export const ownBytes = (pid: number): number =>
  Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024;

/** Empty when the process has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
