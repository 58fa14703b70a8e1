/** The calls of the session. Loaded when the first is made: the sign-in page shows without it. */
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-web';
import { AuthService, TokenDelivery } from '#gen/melo/users/v1/auth_service_pb.ts';
import { refreshOnce } from './refresh-request.ts';

/** Deadline of a call. */
const CALL_MS = 10_000;

const auth = createClient(
  AuthService,
  createConnectTransport({ baseUrl: '/', useBinaryFormat: true, defaultTimeoutMs: CALL_MS }),
);
const delivery = TokenDelivery.COOKIE;

export const signIn = (request: { email: string; password: string; requestId: string }) =>
  auth.signIn({ ...request, delivery });
export const verifyEmail = (request: { token: string; password: string; requestId: string }) =>
  auth.verifyEmail({ ...request, delivery });
export const signOut = (requestId: string) => auth.signOut({ requestId });
/** Undefined when the session has ended. */
export const refresh = () => refreshOnce((requestId) => auth.refreshSession({ requestId }));
