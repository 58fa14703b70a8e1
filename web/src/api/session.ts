/**
 * The session of this browser: the access token lives in memory only, the refresh token in a cookie no script can read.
 * Tabs hand each other new tokens, and a Web Lock lets one rotate at a time.
 */
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-web';
import {
  AuthService,
  type RefreshSessionResponse,
  type SignInResponse,
  TokenDelivery,
  type VerifyEmailResponse,
} from '#gen/melo/users/v1/auth_service_pb.ts';
import { refreshOnce } from './refresh-request.ts';
import { pendingSignOut } from './sign-out.ts';

type Access = { readonly token: string; readonly expireMs: number };
export type SessionState = 'starting' | 'in' | 'out';
type Told = { readonly access: Access } | { readonly out: true };

/** How long before its end a token is replaced; the spread keeps tabs from asking all at once. */
const EARLY_MS = 60_000;
const SPREAD_MS = 15_000;
/** A token that is nearly over when it comes is replaced so soon. */
const AT_ONCE_MS = 700;
/** Whether this browser signed in before; without it the cookie is not tried. */
const FLAG = 'melo-signed-in';

const auth = createClient(AuthService, createConnectTransport({ baseUrl: '/', useBinaryFormat: true }));
const leaving = pendingSignOut((requestId) => auth.signOut({ requestId }));
const tabs = new BroadcastChannel('melo-session');
const listeners = new Set<() => void>();
const tokenListeners = new Set<() => void>();

let access: Access | undefined;
let state: SessionState = 'starting';
let renewing: Promise<string | undefined> | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

export const sessionState = (): SessionState => state;

export function onSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Calls back after each new token: it may say other households or roles than the one before. */
export function onToken(listener: () => void): () => void {
  tokenListeners.add(listener);
  return () => tokenListeners.delete(listener);
}

/** Takes up the session of the cookie, once at start. */
export async function resumeSession(): Promise<void> {
  tabs.onmessage = ({ data }: MessageEvent<Told>) => ('access' in data ? take(data.access) : end());
  // Who signed out while the server was out of reach is not signed in again by the cookie that is left.
  if (leaving.isPending()) {
    leaving.finish();
    return end();
  }
  if (localStorage.getItem(FLAG) === null) return end();
  await renew().catch(() => end());
}

export async function signIn(email: string, password: string): Promise<void> {
  // Later it would end the session that begins now.
  await leaving.settle();
  const answer = await auth.signIn({ email, password, delivery: TokenDelivery.COOKIE, requestId: crypto.randomUUID() });
  localStorage.setItem(FLAG, '1');
  share(answer);
}

/**
 * Confirms a registration and signs in; false when the same request was confirmed before, so that signing in is left to do.
 * `password` proves who registered, in another browser than the one that did.
 */
export async function verifyEmail(token: string, password: string, requestId: string): Promise<boolean> {
  await leaving.settle();
  const answer = await auth.verifyEmail({ token, password, delivery: TokenDelivery.COOKIE, requestId });
  if (answer.accessToken === '') return false;
  // Nothing of who was signed in here before is shown to the new user.
  if (state === 'in') {
    tabs.postMessage({ out: true } satisfies Told);
    end();
  }
  localStorage.setItem(FLAG, '1');
  share(answer);
  return true;
}

/** Ends the session here and in the other tabs at once, and on the server as soon as it can be reached. */
export async function signOut(): Promise<void> {
  leaving.begin();
  tabs.postMessage({ out: true } satisfies Told);
  end();
  await leaving.finish();
}

/** A token that is valid now; undefined when nobody is signed in. */
export const accessToken = (): Promise<string | undefined> =>
  access && access.expireMs > Date.now() ? Promise.resolve(access.token) : renew();

/** A token that says the households and roles of now: after joining or creating one the old token does not. */
export const renewMemberships = (): Promise<string | undefined> => renew(access?.token);

/** A token other than the refused one; undefined when the session is over. Throws when the server cannot be reached. */
export function renew(refused?: string): Promise<string | undefined> {
  if (state === 'out') return Promise.resolve(undefined);
  renewing ??= navigator.locks
    .request('melo-refresh', async () => {
      // Another tab may have brought a token while this one waited for its turn.
      if (access && access.token !== refused && access.expireMs > Date.now() + EARLY_MS) return access.token;
      return rotate();
    })
    .finally(() => {
      renewing = undefined;
    });
  return renewing;
}

async function rotate(): Promise<string | undefined> {
  const answer = await refreshOnce((requestId) => auth.refreshSession({ requestId }));
  if (!answer) {
    end();
    return undefined;
  }
  share(answer);
  return answer.accessToken;
}

type Tokens = SignInResponse | RefreshSessionResponse | VerifyEmailResponse;

function share({ accessToken: token, accessTokenExpireTime }: Tokens): void {
  const expireMs = Number(accessTokenExpireTime?.seconds ?? 0n) * 1000;
  take({ token, expireMs });
  tabs.postMessage({ access: { token, expireMs } } satisfies Told);
}

function take(next: Access): void {
  access = next;
  state = 'in';
  clearTimeout(timer);
  const early = EARLY_MS + Math.random() * SPREAD_MS;
  timer = setTimeout(() => renew().catch(() => undefined), Math.max(next.expireMs - Date.now() - early, AT_ONCE_MS));
  tell();
  for (const listener of tokenListeners) listener();
}

function end(): void {
  access = undefined;
  state = 'out';
  clearTimeout(timer);
  localStorage.removeItem(FLAG);
  tell();
}

function tell(): void {
  for (const listener of listeners) listener();
}
