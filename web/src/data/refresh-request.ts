/**
 * The request id of a rotation under way. A tab that is closed before the answer arrives leaves it behind, and the next try
 * repeats it: the server answers the same rotation again instead of taking the old cookie for a stolen one.
 */

const KEY = 'melo-refresh-request';
/** The server repeats its answer for a minute. */
const REPEATABLE_MS = 50_000;

/** The id of the rotation that was left unfinished, else a new one. */
export function refreshRequest(): string {
  const [id, time] = (localStorage.getItem(KEY) ?? '').split(' ');
  if (id && Number(time) > Date.now() - REPEATABLE_MS) return id;
  const fresh = crypto.randomUUID();
  localStorage.setItem(KEY, `${fresh} ${Date.now()}`);
  return fresh;
}

export const forgetRequest = (): void => localStorage.removeItem(KEY);
