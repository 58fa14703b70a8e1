/** The catalogue of notifications and mails is complete in every language. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { en } from './en.ts';
import { languages, text } from './messages.ts';

const argumentsOf = (message: string): string[] =>
  parse(message)
    .filter((element): element is MessageFormatElement & { value: string } => element.type === TYPE.argument)
    .map(({ value }) => value)
    .filter((name, i, all) => all.indexOf(name) === i)
    .sort();

test('every language has every message, with the same arguments', () => {
  for (const [language, messages] of Object.entries(languages)) {
    assert.deepEqual(Object.keys(messages), Object.keys(en), language);
    for (const [id, message] of Object.entries(en))
      assert.deepEqual(argumentsOf(messages[id as keyof typeof en]), argumentsOf(message), `${language} ${id}`);
  }
});

test('every message is used', () => {
  const folder = join(import.meta.dirname, '..');
  const sources = globSync('{mail,notification}/*.ts', { cwd: folder })
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  const prefixes = [...sources.matchAll(/accountMail\('(\w+)'/g)].map(([, kind]) => `${kind}.`);
  const unused = Object.keys(en).filter(
    (id) => !sources.includes(`'${id}'`) && !prefixes.some((prefix) => id.startsWith(prefix)),
  );
  assert.deepEqual(unused, []);
});

test('names with braces and tags are shown as they are, and an unknown language is shown in English', () => {
  assert.equal(text('de-AT', 'welcome.title', { name: '{x} <b>' }), 'Willkommen bei Melo, {x} <b>');
  assert.equal(text('fr', 'alert.button'), 'Open the budget');
  assert.equal(text('constructor', 'alert.button'), 'Open the budget');
});
