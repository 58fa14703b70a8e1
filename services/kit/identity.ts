/** Who calls: the peer process by its certificate (told by the sidecar) and the user by their access token. */
import { readFile } from 'node:fs/promises';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { Role } from '#gen/melo/users/v1/household_pb.ts';

/** What an access token says, verified. */
export type Token = {
  readonly userId: string;
  readonly sessionId: string;
  readonly households: ReadonlyMap<string, Role>;
  readonly defaultHousehold: string;
  /** When it was issued and expires, in milliseconds since 1970. */
  readonly issuedMs: number;
  readonly expireMs: number;
};

export type VerifyToken = (bearer: string) => Promise<Token | undefined>;

/** Verified tokens kept, so that a signature is checked once per token and not once per call. */
const CACHE_LIMIT = 10_000;

const roles: Readonly<Record<string, Role>> = { VIEWER: Role.VIEWER, EDITOR: Role.EDITOR, OWNER: Role.OWNER };

/** Without one of these a token would have no end, no owner or no session that can be ended. */
const CLAIMS = ['exp', 'iat', 'sub', 'sid'];

/** Verifies ES256 access tokens of issuer and audience "melo" by the key set in a file; undefined when not valid now. */
export async function openVerifier(jwksFile: string): Promise<VerifyToken> {
  const keys = createLocalJWKSet(JSON.parse(await readFile(jwksFile, 'utf8')));
  const cache = new Map<string, Token>();
  return async (bearer) => {
    const seen = cache.get(bearer);
    if (seen) return seen.expireMs > Date.now() ? seen : undefined;
    try {
      const { payload } = await jwtVerify(bearer, keys, {
        issuer: 'melo',
        audience: 'melo',
        algorithms: ['ES256'],
        requiredClaims: CLAIMS,
      });
      const claimed = (payload['households'] ?? {}) as Record<string, string>;
      const token: Token = {
        userId: String(payload.sub),
        sessionId: String(payload['sid']),
        households: new Map(Object.entries(claimed).map(([id, role]) => [id, roles[role] ?? Role.UNSPECIFIED])),
        defaultHousehold: String(payload['default_household'] ?? ''),
        issuedMs: Number(payload['issued_ms'] ?? (payload.iat ?? 0) * 1000),
        expireMs: (payload.exp ?? 0) * 1000,
      };
      if (cache.size >= CACHE_LIMIT) cache.delete(cache.keys().next().value!);
      cache.set(bearer, token);
      return token;
    } catch {
      return undefined;
    }
  };
}

/** The calling process: the last `URI=spiffe://melo/<name>` of x-forwarded-client-cert, which the sidecar sets anew. */
export function peerOf(header: Headers): string | undefined {
  const [last = ''] = (header.get('x-forwarded-client-cert') ?? '').split(',').slice(-1);
  return /URI=spiffe:\/\/melo\/([a-z]+)/.exec(last)?.[1];
}
