/** Keeps the access token of a session valid. */
import { randomUUID } from 'node:crypto';
import { type Timestamp, timestampMs } from '@bufbuild/protobuf/wkt';
import type { Client } from '@connectrpc/connect';
import type { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';

/** A token is refreshed this long before it expires. */
const EARLY_MS = 30_000;
/** The next call repeats a refresh that takes longer. */
const REFRESH = { timeoutMs: 5_000 };

type Tokens = {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly accessTokenExpireTime?: Timestamp | undefined;
};

/** Returns a function that gives a valid access token and refreshes the session when needed, once for all who wait. */
export function tokenSource(auth: Client<typeof AuthService>, first: Tokens): () => Promise<string> {
  let tokens = first;
  // When the response of a refresh is lost, it is repeated under its request ID: an old token alone would end the session.
  let requestId = randomUUID();
  let refreshing: Promise<void> | undefined;
  const refresh = async (): Promise<void> => {
    tokens = await auth.refreshSession({ refreshToken: tokens.refreshToken, requestId }, REFRESH);
    requestId = randomUUID();
  };
  return async () => {
    const { accessTokenExpireTime: expireTime } = tokens;
    if (!expireTime || timestampMs(expireTime) - EARLY_MS < Date.now()) {
      refreshing ??= refresh().finally(() => {
        refreshing = undefined;
      });
      await refreshing;
    }
    return tokens.accessToken;
  };
}
