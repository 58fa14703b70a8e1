/**
 * The request ID of an unfinished rotation. A tab that is closed before the response arrives leaves it behind, and the next attempt
 * repeats it: the server repeats its response instead of treating the old cookie as stolen.
 */
import { Code, ConnectError } from '@connectrpc/connect';

const KEY = 'melo-refresh-request';
/** The server repeats its response for a minute. */
const REPEATABLE_MS = 50_000;
const MAX_ATTEMPTS = 3;
const RETRY_MS = 700;

/** Rotates the token once, however often the request is sent. Undefined when the session has ended. Throws when the server cannot be reached. */
export async function refreshOnce<Response>(
  send: (requestId: string) => Promise<Response>,
): Promise<Response | undefined> {
  const requestId = refreshRequest();
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await send(requestId);
      forgetRequest();
      return response;
    } catch (error) {
      const { code } = ConnectError.from(error);
      if (code === Code.Unauthenticated) {
        forgetRequest();
        return undefined;
      }
      if (attempt === MAX_ATTEMPTS || code === Code.DeadlineExceeded) throw error;
      await new Promise((again) => setTimeout(again, RETRY_MS * attempt));
    }
  }
}

/** The ID of the unfinished rotation, else a new one. */
function refreshRequest(): string {
  const [id, time] = (localStorage.getItem(KEY) ?? '').split(' ');
  if (id && Number(time) > Date.now() - REPEATABLE_MS) return id;
  const fresh = crypto.randomUUID();
  localStorage.setItem(KEY, `${fresh} ${Date.now()}`);
  return fresh;
}

const forgetRequest = (): void => localStorage.removeItem(KEY);
