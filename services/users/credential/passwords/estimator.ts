/** Estimates how many guesses a password withstands, in one worker thread: a long password may take a tenth of a second of CPU. */
import { Worker } from 'node:worker_threads';
import { errors } from '#kit/rpc/errors.ts';

/** What is estimated of a long password. More characters never make it weaker, and cost more. */
const MAX_ESTIMATED_CHARS = 64;
const MAX_WAITING = 64;
const DEADLINE_MS = 5_000;
const MEMORY_MIB = 128;

export type Question = { readonly id: number; readonly password: string; readonly context: readonly string[] };
export type Estimate = { readonly guessesLog10: number; readonly patterns: readonly string[] };
export type Answer = Estimate & { readonly id: number };

type Waiting = { resolve(estimate: Estimate): void; reject(error: unknown): void; readonly timer: NodeJS.Timeout };

export function createEstimator() {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let lastId = 0;

  /** Started with the first question, and anew after it failed or took too long. */
  function start(): Worker {
    const started = new Worker(new URL('./estimator-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MIB },
    });
    started.unref();
    started.on('message', ({ id, ...estimate }: Answer) => settle(id, (one) => one.resolve(estimate)));
    started.on('error', () => started === worker && restart());
    return started;
  }

  function settle(id: number, end: (one: Waiting) => void): void {
    const one = waiting.get(id);
    if (!one) return;
    clearTimeout(one.timer);
    waiting.delete(id);
    end(one);
  }

  function restart(): void {
    worker?.terminate();
    worker = undefined;
    for (const id of waiting.keys()) settle(id, (one) => one.reject(errors.overloaded(1)));
  }

  return {
    /** Errors: OVERLOADED when too many wait, or this one took too long. */
    estimate(password: string, context: readonly string[]): Promise<Estimate> {
      if (waiting.size >= MAX_WAITING) throw errors.overloaded(1);
      worker ??= start();
      const id = ++lastId;
      const { promise, resolve, reject } = Promise.withResolvers<Estimate>();
      waiting.set(id, { resolve, reject, timer: setTimeout(restart, DEADLINE_MS) });
      const question: Question = { id, password: [...password].slice(0, MAX_ESTIMATED_CHARS).join(''), context };
      worker.postMessage(question);
      return promise;
    },
    close: async () => void (await worker?.terminate()),
  };
}
