/** Files, functions, parameter lists and folders stay small enough to be read at once. */
import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { isTest, linesBetween, type Node, nodesOf, parse, readSource, type Source, sourceFiles } from './sources.ts';

const MAX_FILE_LINES = 150;
const MAX_TEST_FILE_LINES = 300;
const MAX_FUNCTION_LINES = 40;
const MAX_PARAMETERS = 4;
const MAX_FILES_PER_FOLDER = 20;

/** Files and `file#function`s that may exceed a limit, each with the reason. */
const EXCEPTIONS: ReadonlySet<string> = new Set([
  // Not divided yet: remove each when it is.
  'infra/local/addresses.ts#addresses',
  'infra/local/cli/main.ts#runCommand',
  'infra/local/demo/api-client.ts#signIn',
  'infra/local/demo/household.ts',
  'infra/local/demo/household.ts#plan',
  'infra/local/supervisor/launcher.ts#launch',
  'infra/local/supervisor/supervised.ts',
  'infra/local/supervisor/supervised.ts#superviseProcess',
  'infra/local/supervisor/supervise.ts#supervise',
  'mesh/runtime/links.test.ts#createTestGateway callback',
  'mesh/runtime/measure.ts#createScale',
  'mesh/schema/inputs.ts#createInputTypes',
  'mesh/schema/types.ts#createOutputTypes',
  'mesh/testing/test-gateway.ts#createTestGateway',
  'test/authorization/cases.ts',
  'test/authorization/graphql.ts#askGraphWith',
  'test/authorization/home.ts#inhabit',
  'test/authorization/methods.ts#wanted',
  'test/authorization/tokens.ts#openSigner',
  'test/bench/figures.ts#sampled',
  'test/bench/scenarios/overload.ts',
  'test/bench/scenarios/overload.ts#floodBy',
  'test/drill-down/history.ts#play',
  'test/drill-down/services.ts#openServices',
  'test/e2e/accounts.test.ts#test callback',
  'test/e2e/alert.test.ts#test callback',
  'test/e2e/events.test.ts#test callback',
  'test/e2e/household.ts#spend',
  'test/fixtures/ledger.ts',
  'test/fixtures/ledger.ts#newLedger',
  'test/fixtures/smtp-server.ts#openMailServer',
  'test/fuzz/changes.ts#listChanges',
  'test/fuzz/hostile-values.ts',
  'test/mtls/identities.ts#outsiders',
  'test/resilience/audit.ts',
  'test/resilience/household.ts#openHousehold',
]);

const sources = sourceFiles().map(readSource);

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

/** Violations of one file, in words; exceptions left out. */
function violationsOf({ file, text, ast }: Source): string[] {
  const found: { of: string; says: string }[] = [];
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
  return found.filter(({ of }) => !EXCEPTIONS.has(of)).map(({ of, says }) => `${of}: ${says}`);
}

test('the check finds long files, long functions and long parameter lists', () => {
  const long = `function long(a, b, c, d, e) {${'\n'.repeat(MAX_FUNCTION_LINES)}}${'\nlong();'.repeat(MAX_FILE_LINES)}`;
  const found = violationsOf({ file: 'a.ts', text: long, ast: parse('a.ts', long) });
  assert.deepEqual(found, [
    'a.ts: 191 lines, at most 150',
    'a.ts#long: 41 lines, at most 40',
    'a.ts#long: 5 parameters, at most 4',
  ]);
});

test('files, functions and parameter lists are within the limits', () => {
  assert.deepEqual(sources.flatMap(violationsOf), []);
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
  const files = new Set(sources.map(({ file }) => file));
  assert.deepEqual(
    [...EXCEPTIONS].filter((name) => !files.has(name.split('#')[0]!)),
    [],
  );
});
