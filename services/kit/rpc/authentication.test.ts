import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { createTokenVerifier } from './authentication.ts';

const LIFETIME_S = 300;
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'melo-keys-'));
});
after(() => rm(folder, { recursive: true }));

type Key = Awaited<ReturnType<typeof makeKey>>;
async function makeKey(kid: string) {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } };
}
const publish = (file: string, ...keys: Key[]) => writeFile(file, JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }));

const nowS = () => Math.floor(Date.now() / 1000);
const sign = ({ kid, privateKey }: Key, payload: JWTPayload = {}, typ = 'at+jwt') =>
  new SignJWT({ iss: 'melo', aud: 'melo', sub: 'user', sid: 's', iat: nowS(), exp: nowS() + LIFETIME_S, ...payload })
    .setProtectedHeader({ alg: 'ES256', kid, typ })
    .sign(privateKey);

test('keys overlap: a new one counts when it is published, an old one until it is taken out, without a restart', async () => {
  const file = join(folder, 'jwks.json');
  const [old, next] = [await makeKey('old'), await makeKey('next')];
  await publish(file, old);
  const verify = await createTokenVerifier(file, 0);
  const [byOld, byNext] = [await sign(old), await sign(next)];
  assert.deepEqual([Boolean(await verify(byOld)), Boolean(await verify(byNext))], [true, false]);
  await publish(file, next, old);
  assert.deepEqual([Boolean(await verify(byOld)), Boolean(await verify(byNext))], [true, true]);
  await writeFile(file, 'half a fi');
  assert.ok(await verify(byNext), 'a file that is being written changes nothing');
  await publish(file, next);
  assert.deepEqual([Boolean(await verify(byOld)), Boolean(await verify(byNext))], [false, true]);
});

test('a token is good for five minutes, whatever it says', async () => {
  const file = join(folder, 'age.json');
  const key = await makeKey('age');
  await publish(file, key);
  const verify = await createTokenVerifier(file);
  const week = { exp: nowS() + 7 * 24 * 3600 };
  const fresh = await verify(await sign(key, week));
  assert.ok(fresh && fresh.expireMs <= Date.now() + LIFETIME_S * 1000);
  assert.equal(await verify(await sign(key, { ...week, iat: nowS() - LIFETIME_S - 10 })), undefined);
  assert.equal(await verify(await sign(key, { iat: nowS() + 60, exp: nowS() + 120 })), undefined, 'of the future');
});

test('only access tokens open anything', async () => {
  const file = join(folder, 'typ.json');
  const key = await makeKey('typ');
  await publish(file, key);
  const verify = await createTokenVerifier(file);
  assert.ok(await verify(await sign(key)));
  assert.equal(await verify(await sign(key, {}, 'JWT')), undefined);
});
