/** Finds the tests that need neither a running stack nor another process, by what they import. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { checkout } from '#infra/local/addresses.ts';

/** Modules that reach a store, the stack, the network or another process. */
const NEEDS_STACK =
  /^(node:(child_process|net|http|https|http2|tls|worker_threads|cluster)|pg|mariadb|mongodb|ioredis|kafkajs|nodemailer|vite)$|^(@mikro-orm|@aws-sdk|@graphql-hive|@graphql-mesh|playwright-core)|^(infra\/local|envoy|services\/kit\/(service|patches))\/|\/testing\/test-databases\.ts$/;

const IMPORT = /^(?:import|export)\b( type)?[^'"]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;

/** Test files below services and web whose imports, followed through the checkout, reach none of these. */
export function unitTestFiles(): string[] {
  const memory = new Map<string, boolean>();
  return globSync('{services,web}/**/*.test.ts', { cwd: checkout, exclude: ['**/node_modules/**'] })
    .filter((file) => !reachesStack(file, memory))
    .sort();
}

function reachesStack(file: string, memory: Map<string, boolean>): boolean {
  const known = memory.get(file);
  if (known !== undefined) return known;
  // A file that imports itself through others adds nothing.
  memory.set(file, false);
  const reaches = importsOf(file).some((target) => NEEDS_STACK.test(target) || isReaching(target, memory));
  memory.set(file, reaches);
  return reaches;
}

const isReaching = (target: string, memory: Map<string, boolean>): boolean =>
  /^(services|web|test|infra|mesh)\/.*\.tsx?$/.test(target) && reachesStack(target, memory);

/** What a file imports at run time: packages by their name, our files by their path from the checkout. */
function importsOf(file: string): string[] {
  const source = readFileSync(join(checkout, file), 'utf8');
  return [...source.matchAll(IMPORT)]
    .filter(([, isType]) => isType === undefined)
    .map(([, , from, bare, dynamic]) => (from ?? bare ?? dynamic)!)
    .map((name) => {
      if (name.startsWith('.')) return normalize(join(dirname(file), name));
      return name.replace(/^#kit\//, 'services/kit/').replace(/^#(infra|gen|test)\//, '$1/');
    });
}
