/** Names of the code use the words of docs/glossary.md. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodesOf, parse, readSource, sourceFiles, VOCABULARY_FOLDERS } from './sources.ts';
import { EXTERNAL, FILES, IDENTIFIERS, PREFIXES, WORDS } from './vocabulary.ts';

/** Words of a camelCase, CONSTANT_CASE or kebab-case name, in lower case. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.toLowerCase());

/** The term to use instead of `name`; undefined when the name is fine. */
function replacementOf(name: string): string | undefined {
  if (EXTERNAL.has(name)) return undefined;
  if (Object.hasOwn(IDENTIFIERS, name)) return IDENTIFIERS[name];
  const prefix = Object.keys(PREFIXES).find((one) => name.startsWith(one));
  if (prefix) return PREFIXES[prefix];
  const word = wordsOf(name).find((one) => Object.hasOwn(WORDS, one));
  return word && WORDS[word];
}

/** The same for the name of a file or folder in `path`. */
function fileReplacementOf(path: string): string | undefined {
  const names = path.split('/').map((name) => name.replace(/\..*$/, ''));
  for (const [folder, replacements] of Object.entries(FILES)) {
    if (!path.startsWith(folder)) continue;
    const name = names.find((one) => Object.hasOwn(replacements, one));
    if (name) return `${name} → ${replacements[name]}`;
  }
  const word = names.flatMap(wordsOf).find((one) => Object.hasOwn(WORDS, one));
  return word && `${word} → ${WORDS[word]}`;
}

const identifiersOf = (ast: unknown): Set<string> =>
  new Set(
    [...nodesOf(ast)]
      .filter(({ type }) => type === 'Identifier' || type === 'TSTypeParameter')
      .map((node) => `${node['name']}`),
  );

test('the check splits names into words', () => {
  assert.deepEqual(wordsOf('setHTTPDoor2Name'), ['set', 'http', 'door2', 'name']);
  assert.deepEqual(wordsOf('MOST_BYTES'), ['most', 'bytes']);
  assert.deepEqual(wordsOf('small-mesh'), ['small', 'mesh']);
});

test('the check finds a word in a name, and lets a longer word pass', () => {
  const names = identifiersOf(
    parse('a.ts', 'const refuseCall = 1; type Room = 1; const mushroom = toldBy(MOST_BYTES)'),
  );
  const found = [...names].filter((name) => replacementOf(name));
  assert.deepEqual(found, ['refuseCall', 'Room', 'toldBy', 'MOST_BYTES']);
  assert.equal(fileReplacementOf('services/kit/events/tail.ts'), 'tail → follow-topic');
  assert.equal(fileReplacementOf('web/src/ui/tail.ts'), undefined);
});

test('identifiers use the words of the glossary', () => {
  const found = sourceFiles(VOCABULARY_FOLDERS).flatMap((file) =>
    [...identifiersOf(readSource(file).ast)].flatMap((name) => {
      const replacement = replacementOf(name);
      return replacement ? [`${file}: ${name} → ${replacement}`] : [];
    }),
  );
  assert.deepEqual(found, []);
});

test('file and folder names use the words of the glossary', () => {
  const found = sourceFiles(VOCABULARY_FOLDERS).flatMap((file) => {
    const replacement = fileReplacementOf(file);
    return replacement ? [`${file}: ${replacement}`] : [];
  });
  assert.deepEqual(found, []);
});
