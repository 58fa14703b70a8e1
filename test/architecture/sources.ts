/** The source files that the architecture tests read, and what they need to know of each. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'vite';
import { checkout } from '#infra/local/addresses.ts';

/** Folders whose code complies with the vocabulary; a folder is added when it was cleaned. */
export const VOCABULARY_FOLDERS: readonly string[] = ['infra', 'envoy', 'mesh', 'test', 'services', 'web'];
/** Folders whose code complies with the size limits. */
export const SIZE_FOLDERS: readonly string[] = ['infra', 'envoy', 'mesh', 'test', 'services', 'web'];

/** What is generated, and the vocabulary itself. */
const EXCLUDED = /(^|\/)(node_modules|dist|generated)\/|\.gen\.tsx?$|^test\/architecture\/vocabulary\.ts$/;

export type Source = {
  /** Path from the checkout. */
  readonly file: string;
  readonly text: string;
  readonly ast: Node;
};

/** A node of the syntax tree (ESTree with TypeScript's nodes). */
export type Node = { readonly type: string; readonly start: number; readonly end: number } & Record<string, unknown>;

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** Hand-written TypeScript and JavaScript files of the given folders. */
export const sourceFiles = (folders: readonly string[]): string[] =>
  globSync(
    folders.map((folder) => `${folder}/**/*.{ts,tsx,mjs}`),
    { cwd: checkout },
  )
    .filter((file) => !EXCLUDED.test(file))
    .sort();

export function readSource(file: string): Source {
  const text = readFileSync(join(checkout, file), 'utf8');
  return { file, text, ast: parse(file, text) };
}

export const parse = (file: string, text: string): Node =>
  parseAst(text, { lang: file.endsWith('x') ? 'tsx' : 'ts' }) as unknown as Node;

export const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file);

/** Every node below `value`, in the order of the file. */
export function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const item of value) yield* nodesOf(item);
  if (!isNode(value)) return;
  yield value;
  for (const child of Object.values(value)) if (typeof child === 'object') yield* nodesOf(child);
}

/** Number of lines from `start` to `end`. */
export const linesBetween = (text: string, start: number, end: number): number =>
  text.slice(start, end).split('\n').length;
