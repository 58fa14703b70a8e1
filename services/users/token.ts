/** What the users service signs: access tokens (ES256), and refresh and mail tokens (HMAC, so none is ever stored). */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { calculateJwkThumbprint, exportJWK, importPKCS8, SignJWT } from 'jose';
import { type Household, Role, RoleSchema } from '#gen/melo/users/v1/household_pb.ts';
import { TOKEN_LIFETIME_MS } from '#kit/sessions.ts';

export type Tokens = Awaited<ReturnType<typeof openTokens>>;

/** Opens the signing key (PKCS8 PEM of an ES256 key); `jwksFile` says its key id. */
export async function openTokens(keyFile: string, jwksFile: string) {
  const pem = await readFile(keyFile, 'utf8');
  const key = await importPKCS8(pem, 'ES256', { extractable: true });
  const jwks = JSON.parse(await readFile(jwksFile, 'utf8')) as { keys: { kid?: string }[] };
  const kid = jwks.keys[0]?.kid ?? (await calculateJwkThumbprint(await exportJWK(key)));
  // One key per purpose, so that nothing made for one is of use in another.
  const keyed = (purpose: string) => {
    const secret = Buffer.from(hkdfSync('sha256', pem, '', purpose, 32));
    return (text: string) => createHmac('sha256', secret).update(text).digest('base64url');
  };
  const links = signer(keyed('melo users hmac'));
  const devices = signer(keyed('melo users device'));
  const registrations = signer(keyed('melo users registration'));
  const email = keyed('melo users email');

  return {
    /** An access token of five minutes with the user's households and roles as they were at `nowMs` or after it. */
    async access(
      userId: string,
      sessionId: string,
      households: readonly Household[],
      defaultHousehold: string,
      nowMs: number,
    ) {
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
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
        .setIssuer('melo')
        .setAudience('melo')
        .setSubject(userId)
        .setIssuedAt(Math.floor(nowMs / 1000))
        .setExpirationTime(Math.floor(expireMs / 1000))
        .sign(key);
      return { token, expire: Temporal.Instant.fromEpochMilliseconds(Math.floor(expireMs / 1000) * 1000) };
    },
    /** The refresh token of a session's generation; made again, it is the same. */
    refresh: (sessionId: string, generation: number) => links.sign('r', sessionId, String(generation)),
    openRefresh(token: string) {
      const parts = links.open(token, 'r', 2);
      return parts ? { sessionId: parts[0]!, generation: Number(parts[1]) } : undefined;
    },
    /** The one-time token of a mail's claim; made again, it is the same. */
    mail: (claimId: string) => links.sign('m', claimId),
    openMail: (token: string): string | undefined => links.open(token, 'm', 1)?.[0],
    /** What a browser keeps that signed in to an account of this address. */
    device: (address: string, deviceId: string) => devices.sign('d', email(address), deviceId),
    openDevice: (token: string, address: string): string | undefined => {
      const [owner, deviceId] = devices.open(token, 'd', 2) ?? [];
      return owner === email(address) ? deviceId : undefined;
    },
    /** What the browser keeps that registered under this claim. */
    registration: (claimId: string) => registrations.sign('g', claimId),
    isRegistration: (token: string, claimId: string) => registrations.open(token, 'g', 1)?.[0] === claimId,
    /** An address where it must not be readable: keys of counters, the count of its mails. */
    emailHash: (address: string) => email(address),
  };
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

/** OWNER, EDITOR or VIEWER, as tokens say it. */
const roleName = (role: Role = Role.UNSPECIFIED): string =>
  (RoleSchema.value[role]?.name ?? '').slice((RoleSchema.sharedPrefix ?? '').length);
