/** Files, functions, parameter lists and folders stay small enough to be read at once. */
import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { test } from 'node:test';
import {
  isNode,
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
/** A factory with the functions that it returns; each of them has at most `MAX_FUNCTION_LINES` of its own. */
const MAX_FACTORY_LINES = 80;
const MAX_PARAMETERS = 4;
const MAX_FILES_PER_FOLDER = 20;

/** Files and `file#function`s that may exceed a limit, each with the reason. */
const EXCEPTIONS: ReadonlySet<string> = new Set([
  // One path of a user through the whole system, step after step: dividing it would hide the order.
  'test/e2e/accounts.test.ts#test callback',
  'test/e2e/alert.test.ts#test callback',
  'test/e2e/events.test.ts#test callback',
  // The signatures are those of Connect's Transport.
  'services/kit/rpc/unary/unary-client.ts#unary',
  'services/kit/testing/test-router.ts#unary',
  'services/kit/testing/test-router.ts#stream',
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

/** Functions declared in the body of `node`: what a class would have as methods. */
function declaredFunctions(node: Node): Node[] {
  const { body } = node['body'] as { body?: Node[] };
  return (Array.isArray(body) ? body : []).flatMap((statement) => {
    if (statement.type === 'FunctionDeclaration') return [statement];
    if (statement.type === 'VariableDeclaration')
      return (statement['declarations'] as Node[])
        .map(({ init }) => init)
        .filter((init) => isNode(init) && isFunction(init));
    const returned = statement.type === 'ReturnStatement' ? (statement['argument'] as Node | null) : undefined;
    return returned ? methodsOf(returned) : [];
  }) as Node[];
}

const methodsOf = (returned: Node): Node[] =>
  returned.type === 'ObjectExpression'
    ? (returned['properties'] as Node[])
        .map(({ value }) => value)
        .filter((value): value is Node => isNode(value) && isFunction(value))
    : [];

/** Whether a function returns an object of functions which share its variables. */
const isFactory = (node: Node): boolean => {
  const { type, body } = node['body'] as Node;
  if (type === 'ObjectExpression') return methodsOf(node['body'] as Node).length > 0;
  const returned = (Array.isArray(body) ? (body as Node[]) : []).findLast((one) => one.type === 'ReturnStatement')?.[
    'argument'
  ];
  return isNode(returned) && returned.type === 'ObjectExpression' && declaredFunctions(node).length > 0;
};

/** Tests of a `describe` are measured one by one, as the tests of a file are. */
const isGroupOfTests = (name: string): boolean => name === 'describe callback';

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
    const most = isFactory(node) ? MAX_FACTORY_LINES : MAX_FUNCTION_LINES;
    if (length > most && !isGroupOfTests(name)) found.push({ of, says: `${length} lines, at most ${most}` });
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
  // A test beside the file that it tests adds nothing to look through.
  const tested = new Set(sources.map(({ file }) => file).filter((file) => !isTest(file)));
  const counted = sources.filter(({ file }) => !tested.has(file.replace('.test.', '.')) || !isTest(file));
  const byFolder = Map.groupBy(counted, ({ file }) => dirname(file));
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
