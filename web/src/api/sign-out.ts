/**
 * A sign-out that the server has still to hear of. It is kept in the browser until it was heard: the cookie, which no script can
 * delete, would else begin the session again.
 */

const KEY = 'melo-sign-out';
const RETRY_MS = { least: 2_000, most: 60_000 } as const;

/** `send` signs out on the server by the cookie. */
export function pendingSignOut(send: (requestId: string) => Promise<unknown>) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waitMs: number = RETRY_MS.least;
  let trying: Promise<void> | undefined;

  const isPending = (): boolean => localStorage.getItem(KEY) !== null;

  async function attempt(): Promise<void> {
    clearTimeout(timer);
    const requestId = localStorage.getItem(KEY);
    if (requestId === null) return;
    try {
      await send(requestId);
      forget();
    } catch {
      timer = setTimeout(finish, waitMs);
      waitMs = Math.min(waitMs * 2, RETRY_MS.most);
    }
  }

  function forget(): void {
    clearTimeout(timer);
    localStorage.removeItem(KEY);
    waitMs = RETRY_MS.least;
  }

  /** Tries now, and again later until the server has heard; one try at a time. */
  function finish(): Promise<void> {
    trying ??= attempt().finally(() => {
      trying = undefined;
    });
    return trying;
  }

  window.addEventListener('online', finish);
  return {
    isPending,
    finish,
    begin: (): void => localStorage.setItem(KEY, crypto.randomUUID()),
    /** Tries once more and then lets go: a new session takes the cookie's place. */
    async settle(): Promise<void> {
      if (!isPending()) return;
      await finish();
      forget();
    },
  };
}
