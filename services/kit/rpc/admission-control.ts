/** Limits concurrent calls. A few more wait for a moment; the others are rejected before they cost anything. */
import type { Interceptor } from '@connectrpc/connect';
import { isHealth } from './access.ts';
import { errors } from './errors.ts';

/** Concurrent calls: enough to keep a store's pool and the processor busy. More would only wait for each other. */
const AT_ONCE = 32;
/** Calls that wait for their turn, first come first served. */
const WAITING = 64;
/** Longest wait; after it an early error is worth more than a late answer. */
const WAIT_MS = 1_000;
const RETRY_SECONDS = 1;
/** Open streams: they last long and cost little, so they have a limit of their own and no queue. */
const MAX_STREAMS = 1_000;

/** Health checks are not limited: they must succeed under load. */
export function admissionInterceptor({
  atOnce = AT_ONCE,
  waiting = WAITING,
  waitMs = WAIT_MS,
  maxStreams = MAX_STREAMS,
} = {}): Interceptor {
  const admitStream = streamAdmission(maxStreams);
  const queue = createQueue(waiting, waitMs);
  let running = 0;

  return (next) => async (request) => {
    if (isHealth(request.service.typeName)) return next(request);
    if (request.stream) return admitStream(request, next);
    if (running < atOnce) running += 1;
    else if (!(await queue.wait(request.signal))) throw errors.overloaded(RETRY_SECONDS);
    try {
      return await next(request);
    } finally {
      // The place is handed over, so that no later call takes it.
      if (!queue.admitNext()) running -= 1;
    }
  };
}

/** Calls that wait for a place, first come first served, at most `size` and `waitMs` each. */
function createQueue(size: number, waitMs: number) {
  const queue = new Set<() => void>();
  return {
    /** Resolves with whether the call got a place in time and its caller (`signal`) is still connected. */
    async wait(signal: AbortSignal): Promise<boolean> {
      if (queue.size >= size || signal.aborted) return false;
      return new Promise((done) => {
        const end = (isAdmitted: boolean) => {
          clearTimeout(late);
          signal.removeEventListener('abort', leave);
          queue.delete(admit);
          done(isAdmitted);
        };
        const admit = () => end(true);
        const leave = () => end(false);
        const late = setTimeout(leave, waitMs);
        signal.addEventListener('abort', leave);
        queue.add(admit);
      });
    },
    /** Admits the first in the queue. False when it is empty. */
    admitNext(): boolean {
      const [admit] = queue;
      admit?.();
      return admit !== undefined;
    },
  };
}

type Next = Parameters<Interceptor>[0];
type Request = Parameters<Next>[0];

/** Rejects streams beyond `max`. A stream ends when it is read to its end, fails, or its reader disconnects. */
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
    // After the caller has disconnected nobody reads the messages, which may never end.
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
