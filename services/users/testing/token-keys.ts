/** Token keys of a test, with the JWKS file that verifies what they sign. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calculateJwkThumbprint, type JWK } from 'jose';

/** `folder` is temporary; who creates the keys deletes it. */
export async function createTokenKeys() {
  const folder = await mkdtemp(join(tmpdir(), 'melo-users-'));
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const jwk = createPublicKey(createPrivateKey(pem)).export({ format: 'jwk' });
  const kid = await calculateJwkThumbprint(jwk as JWK);
  const jwks = join(folder, 'jwks.json');
  await writeFile(jwks, JSON.stringify({ keys: [{ ...jwk, kid, alg: 'ES256' }] }));
  const secret = () => randomBytes(32).toString('base64url');
  return { folder, jwks, tokens: { jwtKey: pem, refreshKey: secret(), mailKey: secret() } };
}
