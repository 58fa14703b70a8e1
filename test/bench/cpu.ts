/** CPU and memory of a stack by process and by group, as the kernel counts them. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Addresses } from '#infra/local/addresses.ts';
import { command } from '#infra/local/supervisor/control.ts';
import type { ProcessStatus, Status } from '#infra/local/supervisor/launcher.ts';
import { EDGE, gateway, services } from '#infra/topology.ts';

/** Ticks of /proc/<pid>/stat; Linux tells 100 a second on every machine. */
const TICK_MS = 10;

/** Melo's own processes in three groups; stores, broker, registry and mail catcher are `around`. */
export type Group = 'services' | 'gateway' | 'sidecars' | 'edge' | 'tools' | 'around';

/** Groups that count as Melo. The launcher and the web's files are Melo's too, but answer no call. */
export const melo: readonly Group[] = ['services', 'gateway', 'sidecars', 'edge', 'tools'];
export const node: readonly Group[] = ['services', 'gateway', 'tools'];

export function groupOf(name: string): Group {
  if (services.some((service) => service.name === name)) return 'services';
  if (name === gateway.name) return 'gateway';
  if (name === EDGE) return 'edge';
  if (name.endsWith('-sidecar')) return 'sidecars';
  return name === 'launcher' || name === 'web' ? 'tools' : 'around';
}

/** CPU milliseconds by process name since each began. */
export type Cpu = ReadonlyMap<string, number>;

/** Processes of the running stack, by the launcher's word. */
export async function processesOf(at: Addresses): Promise<readonly ProcessStatus[]> {
  const status = await command<Status>(at, 'status');
  if (!status?.up) throw new Error(`no stack is up in ${at.home}`);
  return status.processes;
}

export type WatchedProcess = Pick<ProcessStatus, 'name' | 'pid'>;

/**
 * Asked once per process list: the list is the launcher's, the figures are the kernel's.
 * Throws when one of the processes has gone: its CPU is lost, and without it Melo would look cheaper than it was.
 */
export function cpuOf(processes: readonly WatchedProcess[]): Cpu {
  const gone = processes.find(({ pid }) => pid && read(`/proc/${pid}/stat`) === '');
  if (gone) throw new Error(`${gone.name} ended while it was measured`);
  const children = childrenByParent();
  const sum = (pid: number): number =>
    ticks(pid) + (children.get(pid) ?? []).reduce((all, child) => all + sum(child), 0);
  // The launcher is everyone's parent and counts alone.
  const cpu = new Map<string, number>();
  for (const { name, pid } of processes)
    if (pid) cpu.set(name, (cpu.get(name) ?? 0) + (name === 'launcher' ? ticks(pid) : sum(pid)) * TICK_MS);
  return cpu;
}

/** CPU that was used between two looks, by process. */
export const between = (before: Cpu, after: Cpu): Cpu =>
  new Map([...after].map(([name, ms]) => [name, Math.max(0, ms - (before.get(name) ?? 0))]));

/** Milliseconds of some groups, or of processes by name. */
export const sumOf = (cpu: Cpu, which: readonly (Group | string)[]): number =>
  [...cpu].reduce((all, [name, ms]) => (which.includes(groupOf(name)) || which.includes(name) ? all + ms : all), 0);

function ticks(pid: number): number {
  const fields = read(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ');
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    const parent = Number(/^\d+ \(.*\) \S (\d+)/s.exec(read(`/proc/${entry}/stat`))?.[1]);
    if (parent) children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  return children;
}

/** Empty when the process has gone meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
