/**
 * Optimistic writes: a rule decides on data that was read. When the commit finds that this data has changed, the write is decided
 * again on current data. The caller gets ETAG_MISMATCH only if it sent an etag, which the next read finds changed.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { errors } from '../rpc/errors.ts';

/** How long a write is retried; less than every method's deadline. */
const GIVE_UP_MS = 8_000;
const FIRST_PAUSE_MS = 4;
const LAST_PAUSE_MS = 250;
/** Seconds after which a caller may try again when too many others write the same. */
const RETRY_SECONDS = 1;

/** Thrown by a commit when the resource or set of resources named by `key` has changed since it was read. Nothing was written. */
export class StaleDecisionError extends Error {
  readonly key: string;
  constructor(key: string) {
    super('what this write was decided on has changed');
    this.key = key;
  }
}

/**
 * Runs `decide` (read, rule, commit) until its commit finds unchanged data. Writers of one process that failed once take turns;
 * the pauses are for writers of other processes. `hasEnded` returns true when nobody waits for the result any more. Errors:
 * OVERLOADED when it does not succeed in time.
 */
export async function retryStaleDecisions<Result>(
  decide: () => Promise<Result>,
  hasEnded: () => boolean,
): Promise<Result> {
  try {
    return await decide();
  } catch (error) {
    if (!(error instanceof StaleDecisionError)) throw error;
    const deadline = performance.now() + GIVE_UP_MS;
    return inTurn(error.key, () => again(decide, () => hasEnded() || performance.now() > deadline));
  }
}

async function again<Result>(decide: () => Promise<Result>, isOver: () => boolean): Promise<Result> {
  for (let tries = 0; ; tries++) {
    if (isOver()) throw errors.overloaded(RETRY_SECONDS);
    try {
      return await decide();
    } catch (error) {
      if (!(error instanceof StaleDecisionError)) throw error;
    }
    await delay(Math.random() * Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries));
  }
}

/** The last waiting writer of each key. */
const waiting = new Map<string, Promise<unknown>>();

async function inTurn<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
  const own = (waiting.get(key) ?? Promise.resolve()).then(work);
  const settled = own.catch(() => {});
  waiting.set(key, settled);
  try {
    return await own;
  } finally {
    if (waiting.get(key) === settled) waiting.delete(key);
  }
}
