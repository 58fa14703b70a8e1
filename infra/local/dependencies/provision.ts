/** Fetches the parts of the local stack into the per-user cache, each once per version, whole or not at all. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Addresses } from '../addresses.ts';
import { run } from '../supervisor/run.ts';

export type Part = {
  readonly name: string;
  /** Pinned version; part of the cache folder's name, so a new version is a new folder. */
  readonly version: string;
  /** Fetches into an empty folder; `cache` holds what is shared between parts. */
  fetch(into: string, at: Addresses): Promise<void>;
};

/** The folder of a part in the cache. */
export const folderOf = (part: Pick<Part, 'name' | 'version'>, at: Addresses): string =>
  join(at.cache, `${part.name}-${part.version}`);

/** A version that follows the contents of files, such as lists of pins. */
export const versionOf = (files: readonly string[]): string =>
  files
    .reduce((hash, file) => hash.update(readFileSync(file)), createHash('sha256'))
    .digest('hex')
    .slice(0, 12);

/** Fetches what is missing, `width` parts at a time, and reports each. */
export async function provision(
  parts: readonly Part[],
  at: Addresses,
  report: (line: string) => void,
  width = 3,
): Promise<void> {
  await mkdir(at.cache, { recursive: true });
  const waiting = parts.filter((part) => !existsSync(folderOf(part, at)));
  const worker = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) await fetchPart(part, at, report);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

async function fetchPart(part: Part, at: Addresses, report: (line: string) => void): Promise<void> {
  const target = folderOf(part, at);
  const draft = `${target}.draft-${process.pid}`;
  const started = performance.now();
  report(`fetching ${part.name} ${part.version} …`);
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  try {
    await part.fetch(draft, at);
    await rename(draft, target).catch((error) => {
      // Another checkout fetched the same part meanwhile; its copy is as good.
      if (!existsSync(target)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  report(`fetched ${part.name} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** Throws when a binary does not report the pinned version. */
export async function expectVersion(
  binary: { command: string; env: Record<string, string> },
  pinned: RegExp,
  question = '--version',
): Promise<void> {
  const printed = await run(binary.command, [question], { env: binary.env });
  if (!pinned.test(printed)) throw new Error(`${binary.command} is not the pinned version: ${printed.trim()}`);
}
