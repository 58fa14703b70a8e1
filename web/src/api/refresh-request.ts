/**
 * The request id of a rotation under way. A tab that is closed before the answer arrives leaves it behind, and the next try
 * repeats it: the server answers the same rotation again instead of taking the old cookie for a stolen one.
 */

import { Code, ConnectError } from '@connectrpc/connect';

const KEY = 'melo-refresh-request';
/** The server repeats its answer for a minute. */
const REPEATABLE_MS = 50_000;
const TRIES = 3;
const TRY_AGAIN_MS = 700;

/** Rotates by one request, however often it is sent; undefined when the session is over. Throws when the server cannot be reached. */
export async function refreshOnce<Answer>(send: (requestId: string) => Promise<Answer>): Promise<Answer | undefined> {
  const requestId = refreshRequest();
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await send(requestId);
      forgetRequest();
      return answer;
    } catch (error) {
      if (ConnectError.from(error).code === Code.Unauthenticated) {
        forgetRequest();
        return undefined;
      }
      if (attempt === TRIES) throw error;
      await new Promise((again) => setTimeout(again, TRY_AGAIN_MS * attempt));
    }
  }
}

/** The id of the rotation that was left unfinished, else a new one. */
function refreshRequest(): string {
  const [id, time] = (localStorage.getItem(KEY) ?? '').split(' ');
  if (id && Number(time) > Date.now() - REPEATABLE_MS) return id;
  const fresh = crypto.randomUUID();
  localStorage.setItem(KEY, `${fresh} ${Date.now()}`);
  return fresh;
}

const forgetRequest = (): void => localStorage.removeItem(KEY);
