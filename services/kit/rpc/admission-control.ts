/** Lets as many calls at once into a process as it does well, a few more wait a moment, the rest is refused before it costs anything. */
import type { Interceptor } from '@connectrpc/connect';
import { isHealth } from './access.ts';
import { errors } from './errors.ts';

/** Calls answered at once: enough to keep a store's pool and the processor busy; more only make each other wait. */
const AT_ONCE = 32;
/** Calls that wait for their turn, first come first served. */
const WAITING = 64;
/** Longest wait: whoever waits longer is better told so. */
const WAIT_MS = 1_000;
const RETRY_SECONDS = 1;
/** Open streams: they last and cost little while they do, so they have a bound of their own and no queue. */
const MAX_STREAMS = 1_000;

/** Health checks, which must tell the truth, are not counted. */
export function admissionInterceptor({
  atOnce = AT_ONCE,
  waiting = WAITING,
  waitMs = WAIT_MS,
  maxStreams = MAX_STREAMS,
} = {}): Interceptor {
  const admitStream = streamAdmission(maxStreams);
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
    if (isHealth(request.service.typeName)) return next(request);
    if (request.stream) return admitStream(request, next);
    if (inside < atOnce) inside += 1;
    else if (queue.size >= waiting || request.signal.aborted || !(await wait(request.signal)))
      throw errors.overloaded(RETRY_SECONDS);
    try {
      return await next(request);
    } finally {
      leave();
    }
  };
}

type Next = Parameters<Interceptor>[0];
type Request = Parameters<Next>[0];

/** Refuses streams beyond `max`; one is over when it was read to its end, failed, or its reader has left. */
function streamAdmission(max: number) {
  let open = 0;
  return async (request: Request, next: Next): ReturnType<Next> => {
    if (open >= max) throw errors.overloaded(RETRY_SECONDS);
    open += 1;
    let isOver = false;
    const end = (): void => {
      if (!isOver) open -= 1;
      isOver = true;
    };
    // A reader that left asks for nothing any more, so the messages may never come to their end.
    request.signal.addEventListener('abort', end, { once: true });
    try {
      const response = await next(request);
      return response.stream ? { ...response, message: endedBy(response.message, end) } : response;
    } catch (error) {
      end();
      throw error;
    }
  };
}

async function* endedBy<Message>(messages: AsyncIterable<Message>, end: () => void): AsyncIterable<Message> {
  try {
    yield* messages;
  } finally {
    end();
  }
}
