/** The query cache, and when a failed call is repeated. */
import { Code } from '@connectrpc/connect';
import { QueryClient } from '@tanstack/react-query';
import { codeOf, isBusy } from './error-codes.ts';

export const STALE_MS = 30_000;
const MAX_RETRIES = 2;
/** The last attempt follows after about half a minute. */
const MAX_BUSY_RETRIES = 5;
const BACK_OFF_MS = 1000;

const retryable: readonly Code[] = [Code.Unavailable, Code.DeadlineExceeded, Code.Unknown];

/** Whether repeating the call may help: the server could not be reached or did not answer. */
export const isUnavailable = (error: unknown): boolean => retryable.includes(codeOf(error));

/** A read that reached its deadline is not repeated: the user has waited long enough to be told. */
function retriesRead(count: number, error: unknown): boolean {
  if (isBusy(error)) return count < MAX_BUSY_RETRIES;
  return count < MAX_RETRIES && isUnavailable(error) && codeOf(error) !== Code.DeadlineExceeded;
}

/** Twice as long each time, with a random part so that browsers do not return together. */
const backOff = (count: number): number => BACK_OFF_MS * 2 ** count * (0.75 + Math.random() / 2);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: STALE_MS, retry: retriesRead, retryDelay: backOff },
    mutations: { retry: (count, error) => count < MAX_RETRIES && isUnavailable(error) },
  },
});
