/** `npm run help` lists every script, and each script's group is the beginning of its name. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkout } from '#infra/local/addresses.ts';

const json = (path: string) => JSON.parse(readFileSync(join(checkout, path), 'utf8'));
const groups = json('infra/local/cli/scripts.json') as Record<string, Record<string, string>>;
const { scripts } = json('package.json') as { scripts: Record<string, string> };

test('the list has every script of package.json and no other', () => {
  assert.deepEqual(Object.values(groups).flatMap(Object.keys).toSorted(), Object.keys(scripts).toSorted());
});

test('a script outside of dev begins with its group', () => {
  for (const [group, listed] of Object.entries(groups))
    for (const name of Object.keys(listed))
      assert.ok(group === 'dev' || name === group || name.startsWith(`${group}:`), `${name} is in ${group}`);
});

test('help prints one line for each script', () => {
  const { stdout, status } = spawnSync('node', [join(checkout, 'infra/local/cli/help.mjs')], { encoding: 'utf8' });
  assert.equal(status, 0);
  for (const name of Object.keys(scripts)) assert.match(stdout, new RegExp(`^ {2}npm (run )?${name} .*\\w`, 'm'), name);
});

test('documents and workflows name only scripts that exist', () => {
  const files = globSync(['*.md', '{docs,infra,envoy,mesh,test,gen,services,web,proto}/**/*.md', '.github/**/*'], {
    cwd: checkout,
    exclude: ['**/node_modules/**', '**/dist/**'],
  }).filter((file) => /\.(md|yml)$/.test(file));
  const unknown = files.flatMap((file) =>
    [...readFileSync(join(checkout, file), 'utf8').matchAll(/npm run (?:-s |--silent )?([a-z][\w:-]*)/g)]
      .filter(([, name]) => !(name! in scripts))
      .map(([command]) => `${file}: ${command}`),
  );
  assert.deepEqual(unknown, []);
});
