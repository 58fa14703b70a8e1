/** A client that watches its notifications through the edge, and the moments at which they come. */
import type { Home } from './homes.ts';

const WAIT_MS = 20_000;

/** A stream ends with its token, which has half a minute left at least: watchers are for a block of calls, not for a run. */
export async function openWatcher({ sdk }: Home) {
  const leaving = new AbortController();
  const open = Promise.withResolvers<void>();
  let arrived: ((ms: number) => void) | undefined;
  let broken: ((error: Error) => void) | undefined;
  const read = async () => {
    for await (const { content } of sdk.notifications.watchNotifications({}, { signal: leaving.signal })) {
      open.resolve();
      if (content.case === 'notification') arrived?.(performance.now());
    }
    throw new Error('the stream of notifications ended');
  };
  read().catch((error) => {
    open.reject(error);
    broken?.(error);
  });
  await open.promise;
  return {
    /** The moment of the next one that comes. Nobody need wait for it: what was given up ends nothing. */
    next() {
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      promise.catch(() => {});
      const late = setTimeout(() => reject(new Error(`no alert in ${WAIT_MS / 1000} s`)), WAIT_MS);
      promise.finally(() => clearTimeout(late)).catch(() => {});
      [arrived, broken] = [resolve, reject];
      return promise;
    },
    close: () => leaving.abort(),
  };
}
