/** The development PKI of one checkout under `<home>/pki`: CA, a short-lived leaf per process, the key that signs access tokens. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, exportPKCS8, generateKeyPair } from 'jose';
import { EDGE, processes, spiffe } from '#infra/topology.ts';
import { type Identity, makeCa, makeLeaf, type Names } from './certificate.ts';
import { ensureKeys } from './keys.ts';

/** The developer at this machine; no rule admits this identity. */
const DEVELOPER = 'developer';

/** What the edge shows to browsers and SDKs: a name of this machine and no identity of the mesh. */
export const PUBLIC = 'public';

/** Names of all leaves; all but the public one are identities of the mesh. */
export const identities: readonly string[] = [EDGE, ...processes.map(({ name }) => name), DEVELOPER];
export const leaves: readonly string[] = [...identities, PUBLIC];

/** Makes what is missing and renews what is past half its life; what is good stays as it is. */
export async function ensurePki(home: string): Promise<void> {
  const folder = join(home, 'pki');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  if (!existsSync(join(folder, 'ca.pem'))) await keep(folder, 'ca', await makeCa(Date.now()));
  if (!existsSync(join(folder, 'jwks.json'))) await keepTokenKey(folder);
  await ensureKeys(folder);
  await renewPki(home);
}

/** Renews leaves that are missing, past half their lifetime or of another CA, and returns their names. Envoy loads them by itself. */
export async function renewPki(home: string, nowMs: number = Date.now()): Promise<string[]> {
  const folder = join(home, 'pki');
  const ca = await read(folder, 'ca');
  const renewed: string[] = [];
  for (const name of leaves) {
    if (await isFresh(folder, name, ca, nowMs)) continue;
    await keep(folder, name, await makeLeaf(ca, name, namesOf(name), nowMs));
    renewed.push(name);
  }
  return renewed;
}

const namesOf = (name: string): Names =>
  name === PUBLIC ? { dns: ['localhost'], ip: ['127.0.0.1', '::1'] } : { uri: spiffe(name) };

async function isFresh(folder: string, name: string, ca: Identity, nowMs: number): Promise<boolean> {
  if (!existsSync(join(folder, `${name}.pem`)) || !existsSync(join(folder, `${name}.key`))) return false;
  const { certificate, key } = await read(folder, name);
  const leaf = new X509Certificate(certificate);
  if (!leaf.verify(new X509Certificate(ca.certificate).publicKey)) return false;
  // A renewal that was cut off between its two files leaves a pair that does not match.
  if (!leaf.checkPrivateKey(createPrivateKey(key))) return false;
  const halfLifeMs = (Date.parse(leaf.validFrom) + Date.parse(leaf.validTo)) / 2;
  return nowMs < halfLifeMs;
}

const read = async (folder: string, name: string): Promise<Identity> => ({
  certificate: await readFile(join(folder, `${name}.pem`), 'utf8'),
  key: await readFile(join(folder, `${name}.key`), 'utf8'),
});

/** Key before certificate: between the two renames Envoy rejects the pair that does not match and keeps the old one. */
async function keep(folder: string, name: string, identity: Identity): Promise<void> {
  await replace(join(folder, `${name}.key`), identity.key, 0o600);
  await replace(join(folder, `${name}.pem`), identity.certificate, 0o644);
}

async function keepTokenKey(folder: string): Promise<void> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  await replace(join(folder, 'jwt.key'), `${await exportPKCS8(privateKey)}\n`, 0o600);
  await replace(
    join(folder, 'jwks.json'),
    `${JSON.stringify({ keys: [{ ...jwk, kid, alg: 'ES256', use: 'sig' }] })}\n`,
    0o644,
  );
}

/** Readers see the old file or the new one, never half of one. */
async function replace(file: string, content: string, mode: number): Promise<void> {
  const draft = `${file}.draft-${process.pid}`;
  await writeFile(draft, content, { mode });
  await rename(draft, file);
}
