/** Identifies the caller: the peer process by its certificate, which the sidecar forwards, and the user by their access token. */
import { readFile } from 'node:fs/promises';
import { createLocalJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { Role } from '#gen/melo/users/v1/household_pb.ts';
import { TOKEN_LIFETIME_MS, type Token } from './token.ts';

export type VerifyToken = (bearer: string) => Promise<Token | undefined>;

/** Verified tokens that are kept, so that a signature is checked once per token, not once per call. */
const CACHE_LIMIT = 10_000;

const roles: Readonly<Record<string, Role>> = { VIEWER: Role.VIEWER, EDITOR: Role.EDITOR, OWNER: Role.OWNER };

/** Claims that every token must have: its expiry, its user and its session. */
const CLAIMS = ['exp', 'iat', 'sub', 'sid'];

/** Maximum age of a token, even if it expires later. */
const MAX_AGE_SECONDS = TOKEN_LIFETIME_MS / 1000;
/** Maximum difference between the clocks of two machines. */
const CLOCK_TOLERANCE_SECONDS = 5;
/** How often the key set is read again, so that new keys are accepted and removed ones rejected. */
const RELOAD_MS = 5_000;

/**
 * Verifies ES256 access tokens of issuer and audience "melo" by the key set in a file, which may change while the process runs;
 * undefined when not valid now.
 */
export async function createTokenVerifier(jwksFile: string, reloadMs = RELOAD_MS): Promise<VerifyToken> {
  const keySet = await openKeySet(jwksFile, reloadMs);
  const cache = new Map<string, Token>();
  return async (bearer) => {
    if (await keySet.hasChanged()) cache.clear();
    const seen = cache.get(bearer);
    if (seen) return seen.expireMs > Date.now() ? seen : undefined;
    try {
      const { payload } = await jwtVerify(bearer, keySet.keys, {
        issuer: 'melo',
        audience: 'melo',
        algorithms: ['ES256'],
        typ: 'at+jwt',
        maxTokenAge: MAX_AGE_SECONDS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: CLAIMS,
      });
      const token = tokenOf(payload);
      if (token.expireMs <= Date.now()) return undefined;
      if (cache.size >= CACHE_LIMIT) cache.delete(cache.keys().next().value!);
      cache.set(bearer, token);
      return token;
    } catch {
      return undefined;
    }
  };
}

function tokenOf(payload: JWTPayload): Token {
  const claimed = (payload['households'] ?? {}) as Record<string, string>;
  const issuedS = payload.iat ?? 0;
  return {
    userId: String(payload.sub),
    sessionId: String(payload['sid']),
    households: new Map(Object.entries(claimed).map(([id, role]) => [id, roles[role] ?? Role.UNSPECIFIED])),
    defaultHousehold: String(payload['default_household'] ?? ''),
    issuedMs: Number(payload['issued_ms'] ?? issuedS * 1000),
    expireMs: Math.min(payload.exp ?? 0, issuedS + MAX_AGE_SECONDS) * 1000,
  };
}

/** The keys of a JWKS file by their `kid`. A file that cannot be read or parsed leaves the keys as they were. */
async function openKeySet(file: string, reloadMs: number) {
  let text = await readFile(file, 'utf8');
  let find = createLocalJWKSet(JSON.parse(text));
  let lookedMs = performance.now();
  return {
    keys: ((header, token) => find(header, token)) as ReturnType<typeof createLocalJWKSet>,
    /** Reads the file again when it is due. Returns true when the keys have changed. */
    async hasChanged(): Promise<boolean> {
      if (performance.now() - lookedMs < reloadMs) return false;
      lookedMs = performance.now();
      try {
        const now = await readFile(file, 'utf8');
        if (now === text) return false;
        find = createLocalJWKSet(JSON.parse(now));
        text = now;
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** The calling process: the last `URI=spiffe://melo/<name>` of x-forwarded-client-cert, which the sidecar sets anew. */
export function peerOf(header: Headers): string | undefined {
  const [last = ''] = (header.get('x-forwarded-client-cert') ?? '').split(',').slice(-1);
  return /URI=spiffe:\/\/melo\/([a-z]+)/.exec(last)?.[1];
}
