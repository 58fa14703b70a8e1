/** Files, functions, parameter lists and folders stay small enough to be read at once. */
import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { test } from 'node:test';
import {
  isTest,
  linesBetween,
  type Node,
  nodesOf,
  parse,
  readSource,
  SIZE_FOLDERS,
  type Source,
  sourceFiles,
} from './sources.ts';

const MAX_FILE_LINES = 150;
const MAX_TEST_FILE_LINES = 300;
const MAX_FUNCTION_LINES = 40;
const MAX_PARAMETERS = 4;
const MAX_FILES_PER_FOLDER = 20;

/** Files and `file#function`s that may exceed a limit, each with the reason. */
const EXCEPTIONS: ReadonlySet<string> = new Set([
  // One path of a user through the whole system, step after step: dividing it would hide the order.
  'test/e2e/accounts.test.ts#test callback',
  'test/e2e/alert.test.ts#test callback',
  'test/e2e/events.test.ts#test callback',
]);

const sources = sourceFiles(SIZE_FOLDERS).map(readSource);

const isFunction = ({ type, body }: Node): boolean =>
  /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(type) && body !== null;

/** Functions with the name by which they are declared; a callback has the name of the function that takes it. */
function functionsOf(ast: Node): { name: string; node: Node }[] {
  const names = new Map<unknown, string>();
  for (const node of nodesOf(ast)) {
    if (node.type === 'VariableDeclarator') names.set(node['init'], nameOf(node['id']));
    if (node.type === 'Property' || node.type === 'MethodDefinition') names.set(node['value'], nameOf(node['key']));
    if (node.type === 'CallExpression')
      for (const argument of node['arguments'] as Node[]) names.set(argument, `${nameOf(node['callee'])} callback`);
    if (node.type === 'FunctionDeclaration') names.set(node, nameOf(node['id']));
  }
  return [...nodesOf(ast)].filter(isFunction).map((node) => ({ name: names.get(node) ?? 'anonymous', node }));
}

function nameOf(value: unknown): string {
  const { name, property, value: literal } = (value ?? {}) as Record<string, unknown>;
  if (property) return nameOf(property);
  return String(name ?? literal ?? 'anonymous');
}

/** A file, or a function as `file#function`, and the limit that it exceeds. */
type Violation = { readonly of: string; readonly says: string };

function violationsOf({ file, text, ast }: Source): Violation[] {
  const found: Violation[] = [];
  const lines = text.trimEnd().split('\n').length;
  const maxLines = isTest(file) ? MAX_TEST_FILE_LINES : MAX_FILE_LINES;
  if (lines > maxLines) found.push({ of: file, says: `${lines} lines, at most ${maxLines}` });
  for (const { name, node } of functionsOf(ast)) {
    const length = linesBetween(text, node.start, node.end);
    const parameters = (node['params'] as Node[]).length;
    const of = `${file}#${name}`;
    if (length > MAX_FUNCTION_LINES) found.push({ of, says: `${length} lines, at most ${MAX_FUNCTION_LINES}` });
    if (parameters > MAX_PARAMETERS) found.push({ of, says: `${parameters} parameters, at most ${MAX_PARAMETERS}` });
  }
  return found;
}

const isAllowed = ({ of }: Violation): boolean => EXCEPTIONS.has(of);
const inWords = ({ of, says }: Violation): string => `${of}: ${says}`;

test('the check finds long files, long functions and long parameter lists', () => {
  const long = `function long(a, b, c, d, e) {${'\n'.repeat(MAX_FUNCTION_LINES)}}${'\nlong();'.repeat(MAX_FILE_LINES)}`;
  const found = violationsOf({ file: 'a.ts', text: long, ast: parse('a.ts', long) }).map(inWords);
  assert.deepEqual(found, [
    'a.ts: 191 lines, at most 150',
    'a.ts#long: 41 lines, at most 40',
    'a.ts#long: 5 parameters, at most 4',
  ]);
});

test('files, functions and parameter lists are within the limits', () => {
  const violations = sources.flatMap(violationsOf).filter((one) => !isAllowed(one));
  assert.deepEqual(violations.map(inWords), []);
});

test('a folder has few enough files', () => {
  const byFolder = Map.groupBy(sources, ({ file }) => dirname(file));
  const crowded = [...byFolder].filter(([, { length }]) => length > MAX_FILES_PER_FOLDER);
  assert.deepEqual(
    crowded.map(([folder, { length }]) => `${folder}: ${length} files, at most ${MAX_FILES_PER_FOLDER}`),
    [],
  );
});

test('every exception is still needed', () => {
  const needed = new Set(sources.flatMap(violationsOf).map(({ of }) => of));
  assert.deepEqual(
    [...EXCEPTIONS].filter((name) => !needed.has(name)),
    [],
  );
});
