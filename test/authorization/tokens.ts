/** Access tokens: such as the users service signs, and forged ones. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importPKCS8, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import type { Addresses } from '#infra/local/addresses.ts';

const LIFETIME_S = 300;
const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;

export type RoleName = 'VIEWER' | 'EDITOR' | 'OWNER';

/** Who a token speaks for; the first household is the default one. */
export type Bearer = {
  readonly userId: string;
  readonly households: Readonly<Record<string, RoleName>>;
  readonly sessionId?: string;
};

/** What every single method is asked with; the other ways of being wrong are tried on a method of each service. */
export const EVERYWHERE: ReadonlySet<string> = new Set([
  'no token',
  'an expired token',
  'a changed payload',
  'the signature of another key',
  'algorithm none',
]);

export type Signer = Awaited<ReturnType<typeof openSigner>>;

/** Signs with the stack's own development key. */
export async function openSigner(at: Addresses) {
  const key = await importPKCS8(await readFile(join(at.pki, 'jwt.key'), 'utf8'), 'ES256');
  const { keys } = JSON.parse(await readFile(join(at.pki, 'jwks.json'), 'utf8')) as { keys: { kid: string }[] };
  const header = { alg: 'ES256', kid: keys[0]!.kid, typ: 'at+jwt' };
  const other = await generateKeyPair('ES256');
  const signed = (payload: JWTPayload, changed: Partial<typeof header> = {}, by: CryptoKey | Uint8Array = key) =>
    new SignJWT(payload).setProtectedHeader({ ...header, ...changed }).sign(by);
  const sign = (bearer: Bearer) => signed(payloadOf(bearer, now()));

  return {
    sign,
    /** Tokens that must be rejected, by their fault; undefined is no token. */
    async worthless(bearer: Bearer): Promise<Record<string, string | undefined>> {
      const good = payloadOf(bearer, now());
      const { exp: _exp, ...endless } = good;
      const old = payloadOf(bearer, now() - 2 * LIFETIME_S);
      const [head, , signature] = (await sign({ ...bearer, households: {} })).split('.');
      const publicKey = JSON.stringify(keys[0]);
      const ownKey = { ...header, jwk: await exportJWK(other.publicKey) };
      return {
        'no token': undefined,
        'an empty token': '',
        'no token at all': 'x.y.z',
        'an expired token': await signed(payloadOf(bearer, now() - HOUR_S)),
        'a token of tomorrow': await signed({ ...good, nbf: now() + HOUR_S }),
        'a token without an end': await signed(endless),
        'an old token that claims a day': await signed({ ...old, exp: now() + DAY_S }),
        'a token of another type': await signed(good, { typ: 'JWT' }),
        'a token of another issuer': await signed({ ...good, iss: 'melo.example' }),
        'a token for another audience': await signed({ ...good, aud: 'bank' }),
        'a changed payload': `${head}.${encoded(good)}.${signature}`,
        'a token without its signature': `${head}.${encoded(good)}.`,
        'the signature of another key': await signed(good, {}, other.privateKey),
        'a key that the token brings along': await new SignJWT(good).setProtectedHeader(ownKey).sign(other.privateKey),
        'algorithm none': new UnsecuredJWT(good).encode(),
        'our public key as a password': await signed(good, { alg: 'HS256' }, new TextEncoder().encode(publicKey)),
      };
    },
  };
}

const now = (): number => Math.floor(Date.now() / 1000);

const encoded = (payload: JWTPayload): string => Buffer.from(JSON.stringify(payload)).toString('base64url');

/** As services/users/session/token.ts fills it. */
const payloadOf = ({ userId, households, sessionId = randomUUID() }: Bearer, bornS: number): JWTPayload => ({
  iss: 'melo',
  aud: 'melo',
  sub: userId,
  sid: sessionId,
  households,
  default_household: Object.keys(households)[0] ?? '',
  issued_ms: bornS === now() ? Date.now() : bornS * 1000,
  iat: bornS,
  exp: bornS + LIFETIME_S,
});
