/** What the setup container makes: complete for every process, open to no other, kept between starts. */
import assert from 'node:assert/strict';
import { globSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readConfig } from '#kit/service/config.ts';
import { LEAF_MS } from '../../envoy/pki/certificate.ts';
import { renewPki } from '../../envoy/pki/pki.ts';
import { environmentOf } from '../containers/environment.ts';
import { SECRETS } from '../containers/paths.ts';
import { EDGE, processes } from '../topology.ts';
import { around, envoyFolder, secretsFolder } from './places.ts';
import { prepare, renew } from './prepare.ts';

let folder: string;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'melo-setup-'));
  await prepare(folder);
});
after(() => rmSync(folder, { recursive: true }));

const contentsOf = () =>
  new Map(
    globSync('**/*', { cwd: folder, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file, readFileSync(file, 'utf8')]),
  );

test('every process starts on the settings and the secrets that it is given', () => {
  for (const process of processes) {
    const own = join(folder, secretsFolder(process.name));
    const env = Object.entries(environmentOf(process, around)).map(([key, value]) => [
      key,
      value.replace(SECRETS, own),
    ]);
    const config = readConfig(process.name, Object.fromEntries(env));
    assert.equal(config.name, process.name);
    if (process.stores.includes('postgres'))
      assert.match(config.text('MELO_POSTGRES_URL'), new RegExp(`^postgres://${process.name}:[\\w-]{32}@postgres/`));
  }
});

test('an Envoy has the certificate of its process and no other, and only the edge has the public one', () => {
  for (const { name } of processes)
    assert.deepEqual(
      readdirSync(join(folder, envoyFolder(name), 'pki')).sort(),
      ['ca.pem', `${name}.key`, `${name}.pem`].sort(),
    );
  assert.deepEqual(readdirSync(join(folder, envoyFolder(EDGE), 'pki')).sort(), [
    'ca.pem',
    'edge.key',
    'edge.pem',
    'jwks.json',
    'public.key',
    'public.pem',
  ]);
});

test('only users has the keys of tokens, and no process has the password of another', () => {
  const passwords = new Map<string, string>();
  for (const { name } of processes.filter((one) => one.stores.length > 0)) {
    const own = join(folder, secretsFolder(name));
    assert.equal(readdirSync(own).includes('MELO_JWT_KEY'), name === 'users', name);
    for (const file of readdirSync(own).filter((one) => one.endsWith('_URL'))) {
      const { password } = new URL(readFileSync(join(own, file), 'utf8'));
      assert.ok(!passwords.has(password), `${name} and ${passwords.get(password)} share a password`);
      passwords.set(password, name);
    }
  }
  assert.ok(passwords.size >= 6);
});

test('what a process of ours reads is open to its user alone', () => {
  const open = [...contentsOf().keys()].filter((file) => (lstatSync(file).mode & 0o077) !== 0);
  const stores = ['postgres', 'mariadb', 'redis', 'registry', 'dynamodb'].map((name) =>
    join(folder, secretsFolder(name)),
  );
  const certificates = /\.(pem|json)$/;
  assert.deepEqual(
    open.filter((file) => !certificates.test(file) && !stores.some((store) => file.startsWith(`${store}/`))),
    [],
  );
});

test('a second start keeps everything', async () => {
  const first = contentsOf();
  await prepare(folder);
  assert.deepEqual(contentsOf(), first);
});

test('a renewed certificate reaches its Envoy, and nothing else changes', async () => {
  const first = contentsOf();
  assert.deepEqual(await renew(folder), []);
  await renewPki(folder, Date.now() + LEAF_MS);
  rmSync(join(folder, 'pki/users.pem'));
  assert.deepEqual(await renew(folder), ['users']);
  const changed = [...contentsOf()].filter(([file, content]) => first.get(file) !== content).map(([file]) => file);
  const envoys = changed.filter((file) => file.startsWith(join(folder, 'envoys')));
  assert.deepEqual(
    envoys.sort(),
    ['users.key', 'users.pem'].map((file) => join(folder, envoyFolder('users'), 'pki', file)),
  );
});
