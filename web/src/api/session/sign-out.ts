/**
 * A sign-out that the server has not confirmed yet. It is kept in the browser until then: scripts cannot delete the cookie, which
 * would otherwise start the session again.
 */
const KEY = 'melo-sign-out';
const RETRY_MS = { min: 2_000, max: 60_000 } as const;

/** `send` ends the session of the cookie on the server. */
export function pendingSignOut(send: (requestId: string) => Promise<unknown>) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waitMs: number = RETRY_MS.min;
  let attempting: Promise<void> | undefined;

  const isPending = (): boolean => localStorage.getItem(KEY) !== null;

  async function attempt(): Promise<void> {
    clearTimeout(timer);
    const requestId = localStorage.getItem(KEY);
    if (requestId === null) return;
    try {
      await send(requestId);
      clear();
    } catch {
      timer = setTimeout(finish, waitMs);
      waitMs = Math.min(waitMs * 2, RETRY_MS.max);
    }
  }

  function clear(): void {
    clearTimeout(timer);
    localStorage.removeItem(KEY);
    waitMs = RETRY_MS.min;
  }

  /** Sends it now, and again later until the server confirms; one attempt at a time. */
  function finish(): Promise<void> {
    attempting ??= attempt().finally(() => {
      attempting = undefined;
    });
    return attempting;
  }

  window.addEventListener('online', finish);
  return {
    isPending,
    finish,
    begin: (): void => localStorage.setItem(KEY, crypto.randomUUID()),
    /** Tries once more and then gives up: a new session replaces the cookie. */
    async settle(): Promise<void> {
      if (!isPending()) return;
      await finish();
      clear();
    },
  };
}
