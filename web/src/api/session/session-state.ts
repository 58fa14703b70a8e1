/** The access token of this browser, in memory only. Tabs share new tokens, and the end of a session. */
import type { Timestamp } from '@bufbuild/protobuf/wkt';

export type Access = { readonly token: string; readonly expireMs: number };
/** Unreachable: the session could not be resumed yet, and may still be valid. */
export type SessionState = 'starting' | 'unreachable' | 'in' | 'out';
type TabMessage = { readonly access: Access } | { readonly out: true };

/** Whether this browser signed in before; without it the cookie is not tried. */
const SIGNED_IN_KEY = 'melo-signed-in';

/** Of what is kept of the user and the households; see kept-household.ts. */
export const KEPT_PREFIX = 'melo-kept:';

const tabs = new BroadcastChannel('melo-session');
const sessionListeners = new Set<() => void>();
const tokenListeners = new Set<() => void>();

let access: Access | undefined;
let state: SessionState = 'starting';

export const sessionState = (): SessionState => state;
export const currentAccess = (): Access | undefined => access;
export const wasSignedIn = (): boolean => localStorage.getItem(SIGNED_IN_KEY) !== null;

/** Calls back after each new token and at the end of the session. */
export function onSession(listener: () => void): () => void {
  sessionListeners.add(listener);
  return () => sessionListeners.delete(listener);
}

/** Calls back after each new token: it may name other households or roles than the one before. */
export function onToken(listener: () => void): () => void {
  tokenListeners.add(listener);
  return () => tokenListeners.delete(listener);
}

/** Follows what other tabs do: their new tokens, their signing out. */
export function followOtherTabs(): void {
  tabs.onmessage = ({ data }: MessageEvent<TabMessage>) => ('access' in data ? take(data.access) : endSession());
}

export function rememberSignIn(): void {
  localStorage.setItem(SIGNED_IN_KEY, '1');
  // It may be another user.
  forgetHousehold();
}

function forgetHousehold(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(KEPT_PREFIX)) localStorage.removeItem(key);
}

/** Takes the token of a response, here and in the other tabs. */
export function takeToken(response: {
  readonly accessToken: string;
  readonly accessTokenExpireTime?: Timestamp | undefined;
}): void {
  const expireMs = Number(response.accessTokenExpireTime?.seconds ?? 0n) * 1000;
  const next = { token: response.accessToken, expireMs };
  take(next);
  tabs.postMessage({ access: next } satisfies TabMessage);
}

function take(next: Access): void {
  access = next;
  state = 'in';
  for (const listener of sessionListeners) listener();
  for (const listener of tokenListeners) listener();
}

/** The server could not say whether the session is valid. It is kept, to be resumed later. */
export function keepSession(): void {
  if (state === 'in' || state === 'out') return;
  state = 'unreachable';
  for (const listener of sessionListeners) listener();
}

/** Ends the session in this tab. */
export function endSession(): void {
  access = undefined;
  state = 'out';
  localStorage.removeItem(SIGNED_IN_KEY);
  forgetHousehold();
  for (const listener of sessionListeners) listener();
}

export function endSessionInAllTabs(): void {
  tabs.postMessage({ out: true } satisfies TabMessage);
  endSession();
}
