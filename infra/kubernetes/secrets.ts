/**
 * `node infra/kubernetes/secrets.ts NAMESPACE | kubectl apply -f -` makes the Secrets of a development cluster: what the setup
 * container of Compose makes, a Secret for each process and store. Run again, it makes new ones, so keep its output to add to it.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { envoyFolder, secretsFolder } from '../compose/places.ts';
import { prepare } from '../compose/prepare.ts';
import { EDGE } from '../topology.ts';

const [namespace] = process.argv.slice(2);
if (!namespace) throw new Error('Name the namespace: node infra/kubernetes/secrets.ts melo');

process.umask(0o077);
const folder = await mkdtemp(join(tmpdir(), 'melo-secrets-'));
try {
  await prepare(folder);
  const names = await readdir(join(folder, secretsFolder('')));
  const secrets = await Promise.all(names.sort().map((name) => secretOf(name, join(folder, secretsFolder(name)))));
  const edge = { 'jwks.json': await readFile(join(folder, envoyFolder(EDGE), 'pki/jwks.json'), 'utf8') };
  console.log([...secrets, manifest(EDGE, edge)].map((secret) => stringify(secret)).join('---\n'));
} finally {
  await rm(folder, { recursive: true });
}

async function secretOf(name: string, from: string) {
  const files = await readdir(from);
  const entries = files.map(async (file) => [file, await readFile(join(from, file), 'utf8')] as const);
  return manifest(name, Object.fromEntries(await Promise.all(entries)));
}

function manifest(name: string, stringData: Readonly<Record<string, string>>) {
  const metadata = { name: `melo-${name}`, namespace, labels: { 'app.kubernetes.io/part-of': 'melo' } };
  return { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', stringData };
}
