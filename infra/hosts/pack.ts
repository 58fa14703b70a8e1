/**
 * Packs what Ansible installs on hosts: `node infra/local/cli/bootstrap.mjs run infra/hosts/pack.ts FOLDER VERSION`. A release is what
 * the image of services holds (infra/images/services.Dockerfile); Node and Envoy are those that the local stack runs.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { copyFile, cp, link, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ENVOY_VERSION, foundEnvoy } from '../../envoy/binary.ts';
import { type Addresses, addresses, checkout } from '../local/addresses.ts';
import { envoyPart } from '../local/dependencies/envoy.ts';
import { folderOf, type Part, provision } from '../local/dependencies/provision.ts';
import { run } from '../local/supervisor/run.ts';
import { EDGE } from '../topology.ts';
import { hostNames } from './placement.ts';

const SOURCES = [
  'package.json',
  'gen',
  'services',
  'mesh',
  'infra/topology.ts',
  'infra/images/health.ts',
  'infra/local/supervisor/readiness.ts',
];
const PACKAGE_FILES = ['package.json', 'package-lock.json', '.npmrc'];
/** Those that say what is installed. */
const LOCK_FILES = ['package-lock.json', '.npmrc'];
const IS_TEST = /\.test\.ts$|\/testing$|\/gen\/dist$/;

/** The same archive on every machine. */
const TAR = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--mode=go+rX,go-w', '-czf'];

/** Packages that run in production; no install script of theirs runs (.npmrc). */
const modulesPart: Part = {
  name: 'host-modules',
  version: LOCK_FILES.reduce((hash, file) => hash.update(readFileSync(join(checkout, file))), createHash('sha256'))
    .digest('hex')
    .slice(0, 12),
  async fetch(into) {
    for (const file of PACKAGE_FILES) await copyFile(join(checkout, file), join(into, file));
    await run('npm', ['ci', '--omit=dev', '--no-audit', '--no-fund'], { cwd: into });
    // Hosts have a Node of their own.
    await run('bash', ['-c', 'rm -rf node_modules/node node_modules/node-bin-* node_modules/.bin'], { cwd: into });
  },
};

/** Writes FOLDER/<process>/<version>.tar.gz for every process with releases. `change` may change the unpacked release before. */
export async function packRelease(
  folder: string,
  version: string,
  { names = hostNames.filter((name) => name !== EDGE), change = async (_release: string) => {} } = {},
): Promise<void> {
  const at = addresses();
  await provision([modulesPart], at, console.log);
  await mkdir(folder, { recursive: true });
  const release = await mkdtemp(join(folder, '.release-'));
  try {
    for (const source of SOURCES)
      await cp(join(checkout, source), join(release, source), {
        recursive: true,
        filter: (file) => !IS_TEST.test(file),
      });
    await cp(join(folderOf(modulesPart, at), 'node_modules'), join(release, 'node_modules'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    await change(release);
    await archiveForAll(
      release,
      folder,
      names.map((name) => join(name, `${version}.tar.gz`)),
    );
  } finally {
    await rm(release, { recursive: true, force: true });
  }
}

/** Writes FOLDER/ansible/tools: Node and Envoy, each named by its version. */
export async function packTools(folder: string, at: Addresses = addresses()): Promise<void> {
  await provision([envoyPart], at, console.log);
  const tools = join(folder, 'ansible/tools');
  await mkdir(tools, { recursive: true });
  const node = join(checkout, 'node_modules/node');
  await run('tar', [...TAR, join(tools, `node-${process.versions.node}.tar.gz`), '-C', node, 'bin/node']);
  const envoy = dirname(foundEnvoy(at.cache));
  await run('tar', [...TAR, join(tools, `envoy-${ENVOY_VERSION}.tar.gz`), '-C', envoy, 'envoy']);
}

/** Writes FOLDER/ansible/<version>.tar.gz: the roles and playbooks by which a new host configures itself. */
export async function packPlaybooks(folder: string, version: string): Promise<void> {
  await mkdir(join(folder, 'ansible'), { recursive: true });
  await run('tar', [...TAR, join(folder, `ansible/${version}.tar.gz`), '-C', join(checkout, 'ansible'), '.']);
}

async function archiveForAll(release: string, folder: string, [first, ...others]: readonly string[]): Promise<void> {
  await mkdir(dirname(join(folder, first!)), { recursive: true });
  await run('tar', [...TAR, join(folder, first!), '-C', release, '.']);
  for (const other of others) {
    await mkdir(dirname(join(folder, other)), { recursive: true });
    await rm(join(folder, other), { force: true });
    await link(join(folder, first!), join(folder, other));
  }
}

if (import.meta.main) {
  const [folder, version] = process.argv.slice(2);
  if (!folder || !version) throw new Error('Usage: pack.ts FOLDER VERSION');
  await packTools(folder);
  await packPlaybooks(folder, version);
  await packRelease(folder, version);
}
