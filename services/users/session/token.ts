/** Tokens that the users service signs: access tokens (ES256); refresh and mail tokens (HMAC, so that none is stored). */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, importPKCS8, type JWK, SignJWT } from 'jose';
import { type Household, Role, RoleSchema } from '#gen/melo/users/v1/household_pb.ts';
import { TOKEN_LIFETIME_MS } from '#kit/rpc/token.ts';

export type Tokens = Awaited<ReturnType<typeof createTokens>>;

/** Keys of tokens: `jwtKey` is the PKCS8 PEM of an ES256 key; the others are random bytes in base64url. */
export type TokenKeys = { readonly jwtKey: string; readonly refreshKey: string; readonly mailKey: string };

export type AccessClaims = {
  readonly userId: string;
  readonly sessionId: string;
  readonly households: readonly Household[];
  readonly defaultHousehold: string;
};

/** A key of its own for each purpose, so that a token of one purpose is invalid for any other. The key ID is the thumbprint (RFC 7638). */
export async function createTokens({ jwtKey, refreshKey, mailKey }: TokenKeys) {
  const key = await importPKCS8(jwtKey, 'ES256', { extractable: true });
  const { kty, crv, x, y } = await exportJWK(key);
  const kid = await calculateJwkThumbprint({ kty, crv, x, y } as JWK);
  const refreshTokens = signer(keyed(refreshKey, 'melo refresh tokens'));
  const mailTokens = signer(keyed(mailKey, 'melo mail tokens'));
  const devices = signer(keyed(refreshKey, 'melo devices'));
  const registrations = signer(keyed(mailKey, 'melo registrations'));
  const email = keyed(mailKey, 'melo email addresses');

  return {
    /** An access token of five minutes with the user's households and roles as they were at `nowMs` or after it. */
    async access({ userId, sessionId, households, defaultHousehold }: AccessClaims, nowMs: number) {
      const expireMs = nowMs + TOKEN_LIFETIME_MS;
      const roles = households.map(({ id, members }) => [
        id,
        roleName(members.find((member) => member.userId === userId)?.role),
      ]);
      const token = await new SignJWT({
        sid: sessionId,
        households: Object.fromEntries(roles),
        default_household: defaultHousehold,
        issued_ms: nowMs,
      })
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt' })
        .setIssuer('melo')
        .setAudience('melo')
        .setSubject(userId)
        .setIssuedAt(Math.floor(nowMs / 1000))
        .setExpirationTime(Math.floor(expireMs / 1000))
        .sign(key);
      return { token, expire: Temporal.Instant.fromEpochMilliseconds(Math.floor(expireMs / 1000) * 1000) };
    },
    /** The refresh token of a session's generation; made again, it is the same. */
    refresh: (sessionId: string, generation: number) => refreshTokens.sign('r', sessionId, String(generation)),
    openRefresh(token: string) {
      const parts = refreshTokens.open(token, 'r', 2);
      return parts ? { sessionId: parts[0]!, generation: Number(parts[1]) } : undefined;
    },
    /** The one-time token of a mail's claim; made again, it is the same. */
    mail: (claimId: string) => mailTokens.sign('m', claimId),
    openMail: (token: string): string | undefined => mailTokens.open(token, 'm', 1)?.[0],
    /** The cookie of a browser that signed in to an account of this address. */
    device: (address: string, deviceId: string) => devices.sign('d', email(address), deviceId),
    openDevice: (token: string, address: string): string | undefined => {
      const [owner, deviceId] = devices.open(token, 'd', 2) ?? [];
      return owner === email(address) ? deviceId : undefined;
    },
    /** The cookie of the browser that registered under this claim. */
    registration: (claimId: string) => registrations.sign('g', claimId),
    isRegistration: (token: string, claimId: string) => registrations.open(token, 'g', 1)?.[0] === claimId,
    /** Stands for an address where it must not be readable, such as in keys of counters. */
    emailHash: (address: string) => email(address),
  };
}

/** An HMAC-SHA-256 for one purpose, by a key derived from `secret` (base64url). */
function keyed(secret: string, purpose: string) {
  const key = Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'base64url'), '', purpose, 32));
  return (text: string): string => createHmac('sha256', key).update(text).digest('base64url');
}

function signer(mac: (text: string) => string) {
  return {
    sign: (...parts: string[]): string => [...parts, mac(parts.join('.'))].join('.'),
    /** The parts between kind and signature; undefined unless the signature is ours. */
    open(token: string, kind: string, count: number): string[] | undefined {
      const parts = token.split('.');
      if (parts.length !== count + 2 || parts[0] !== kind) return undefined;
      const expected = Buffer.from(mac(parts.slice(0, -1).join('.')));
      const actual = Buffer.from(parts.at(-1)!);
      return expected.length === actual.length && timingSafeEqual(expected, actual) ? parts.slice(1, -1) : undefined;
    },
  };
}

/** OWNER, EDITOR or VIEWER. */
const roleName = (role: Role = Role.UNSPECIFIED): string =>
  (RoleSchema.value[role]?.name ?? '').slice((RoleSchema.sharedPrefix ?? '').length);
