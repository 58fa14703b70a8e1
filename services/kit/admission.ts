/** Lets as many calls at once into a process as it does well, a few more wait a moment, the rest is refused before it costs anything. */
import type { Interceptor } from '@connectrpc/connect';
import { isHealth } from './access.ts';
import { refuse } from './refuse.ts';

/** Calls answered at once: enough to keep a store's pool and the processor busy; more only make each other wait. */
const AT_ONCE = 32;
/** Calls that wait for their turn, first come first served. */
const WAITING = 64;
/** Longest wait: whoever waits longer is better told so. */
const WAIT_MS = 1_000;
const RETRY_SECONDS = 1;

/** Streams last and cost little while they do, so they are not counted; nor are health checks, which must tell the truth. */
export function admissionInterceptor({ atOnce = AT_ONCE, waiting = WAITING, waitMs = WAIT_MS } = {}): Interceptor {
  const queue = new Set<() => void>();
  let inside = 0;

  const leave = (): void => {
    const [next] = queue;
    // The place is handed on, so that nobody who comes meanwhile takes it.
    if (next) next();
    else inside -= 1;
  };

  /** Resolves with whether there was a place in time; `signal` is of a caller that may leave. */
  const wait = (signal: AbortSignal): Promise<boolean> =>
    new Promise((done) => {
      const end = (entered: boolean) => {
        clearTimeout(late);
        signal.removeEventListener('abort', give);
        queue.delete(enter);
        done(entered);
      };
      const enter = () => end(true);
      const give = () => end(false);
      const late = setTimeout(give, waitMs);
      signal.addEventListener('abort', give);
      queue.add(enter);
    });

  return (next) => async (request) => {
    if (request.stream || isHealth(request.service.typeName)) return next(request);
    if (inside < atOnce) inside += 1;
    else if (queue.size >= waiting || request.signal.aborted || !(await wait(request.signal)))
      throw refuse.overloaded(RETRY_SECONDS);
    try {
      return await next(request);
    } finally {
      leave();
    }
  };
}
