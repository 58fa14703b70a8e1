/** The results of a run, saved as JSON after every scenario, so that an aborted run keeps them. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { checkout } from '#infra/local/addresses.ts';
import { SCALE } from './arms.ts';
import type { Result } from './figures.ts';

/** A scenario that found nothing, and why. */
export type Failure = { readonly scenario: string; readonly error: string };

export function createResultFile(file: string, attached: boolean) {
  const about = circumstances(attached);
  mkdirSync(dirname(file), { recursive: true });
  return (results: readonly Result[], failures: readonly Failure[]): void =>
    writeFileSync(file, `${JSON.stringify({ ...about, results, failures }, undefined, 2)}\n`);
}

/** On what and of what was measured; a run in small or on a machine that was busy already shows here. */
function circumstances(attached: boolean) {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: checkout, encoding: 'utf8' }).stdout.trim();
  return {
    time: new Date().toISOString(),
    commit: git('rev-parse', 'HEAD'),
    changed: git('status', '--porcelain', '--untracked-files=no') !== '',
    scale: SCALE,
    attached,
    loadBefore: loadavg()[0],
    machine: { cpu: cpus()[0]?.model, cores: cpus().length, memoryBytes: totalmem(), node: process.version },
  };
}
