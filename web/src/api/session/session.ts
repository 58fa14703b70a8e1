/**
 * Signing in and out, and renewing the access token. The refresh token is in a cookie that no script can read; a Web Lock lets one
 * tab rotate it at a time.
 */
import { clearDrafts } from './drafts.ts';
import {
  currentAccess,
  endSession,
  endSessionInAllTabs,
  followOtherTabs,
  keepSession,
  onSession,
  rememberSignIn,
  sessionState,
  takeToken,
  wasSignedIn,
} from './session-state.ts';
import { pendingSignOut } from './sign-out.ts';

/** How long before its end a token is replaced. The spread keeps tabs from renewing at the same time. */
const EARLY_MS = 60_000;
const SPREAD_MS = 15_000;
/** A token that expires soon after it was issued is replaced after this time. */
const MIN_RENEWAL_MS = 700;

/** Loads the code of the calls, which the first of them needs. */
export const loadCalls = () => import('./auth-client.ts');

const unfinishedSignOut = pendingSignOut(async (requestId) => (await loadCalls()).signOut(requestId));

let renewing: Promise<string | undefined> | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

onSession(scheduleRenewal);

/** Resumes the session of the cookie, once at start. */
export async function resumeSession(): Promise<void> {
  followOtherTabs();
  // A user who signed out while the server was unreachable is not signed in again by the cookie that is left.
  if (unfinishedSignOut.isPending()) {
    unfinishedSignOut.finish();
    return endSession();
  }
  if (!wasSignedIn()) return endSession();
  await retrySession();
}

/** Tries to resume the session. Only a server that rejects it ends it. */
export async function retrySession(): Promise<void> {
  await renew().catch(keepSession);
}

export async function signIn(email: string, password: string): Promise<void> {
  // Sent later, it would end the session that starts now.
  await unfinishedSignOut.settle();
  const requestId = crypto.randomUUID();
  const response = await (await loadCalls()).signIn({ email, password, requestId });
  rememberSignIn();
  takeToken(response);
}

/**
 * Confirms a registration and signs in. Returns false when the same request was confirmed before; the user still has to sign in then.
 * `password` proves who registered, in another browser than the one of the registration.
 */
export async function verifyEmail(token: string, password: string, requestId: string): Promise<boolean> {
  await unfinishedSignOut.settle();
  const response = await (await loadCalls()).verifyEmail({ token, password, requestId });
  if (response.accessToken === '') return false;
  // Data of a user who was signed in here before is not shown to the new user.
  if (sessionState() === 'in') endSessionInAllTabs();
  rememberSignIn();
  takeToken(response);
  return true;
}

/** Ends the session in all tabs immediately, and on the server when it can be reached. */
export async function signOut(): Promise<void> {
  unfinishedSignOut.begin();
  clearDrafts();
  endSessionInAllTabs();
  await unfinishedSignOut.finish();
}

/** A valid token; undefined when no user is signed in. */
export function accessToken(): Promise<string | undefined> {
  const access = currentAccess();
  return access && access.expireMs > Date.now() ? Promise.resolve(access.token) : renew();
}

/** A token with the current households and roles, for after joining or creating a household. */
export const renewMemberships = (): Promise<string | undefined> => renew(currentAccess()?.token);

/** A token other than the rejected one; undefined when the session has ended. Throws when the server cannot be reached. */
export function renew(rejected?: string): Promise<string | undefined> {
  if (sessionState() === 'out') return Promise.resolve(undefined);
  renewing ??= navigator.locks
    .request('melo-refresh', async () => {
      // Another tab may have shared a token while this one waited for the lock.
      const access = currentAccess();
      if (access && access.token !== rejected && access.expireMs > Date.now() + EARLY_MS) return access.token;
      return rotate();
    })
    .finally(() => {
      renewing = undefined;
    });
  return renewing;
}

async function rotate(): Promise<string | undefined> {
  const response = await (await loadCalls()).refresh();
  if (!response) {
    endSession();
    return undefined;
  }
  takeToken(response);
  return response.accessToken;
}

function scheduleRenewal(): void {
  clearTimeout(timer);
  const access = currentAccess();
  if (!access) return;
  const early = EARLY_MS + Math.random() * SPREAD_MS;
  const delayMs = Math.max(access.expireMs - Date.now() - early, MIN_RENEWAL_MS);
  timer = setTimeout(() => renew().catch(() => undefined), delayMs);
}
