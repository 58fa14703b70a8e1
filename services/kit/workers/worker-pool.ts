/** Runs expensive tasks in worker threads with memory and time limits, one task per key and a few per process. */
import { once } from 'node:events';
import { type Transferable, Worker } from 'node:worker_threads';

export type WorkerPoolOptions = {
  /** Module that calls `serveCalls` of worker-thread.ts. */
  readonly entry: URL;
  /** Tasks at once in this process; further ones are rejected, not queued. */
  readonly size: number;
  /** Heap of one worker. */
  readonly memoryMb: number;
  /** Time one task may spend in its worker; waiting for other things between calls does not count. */
  readonly timeLimitMs: number;
};

/** Calls a function of the worker. `transfer` lists buffers that move instead of being copied. */
export type WorkerCall = <Result>(
  name: string,
  argument: unknown,
  transfer?: readonly Transferable[],
) => Promise<Result>;

export type WorkerPool = {
  /**
   * Runs a task on a worker of its own; the worker keeps state between the calls of a task.
   * Errors: WorkerBusyError, WorkerLimitError, what the worker throws, and the signal's reason.
   */
  run<Result>(key: string, signal: AbortSignal, task: (call: WorkerCall) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
};

/** The key has a running task, or the process has the maximum number of tasks. */
export class WorkerBusyError extends Error {}

/** A worker was stopped because its task exceeded a limit. */
export class WorkerLimitError extends Error {
  readonly limit: 'memory' | 'time';
  constructor(limit: 'memory' | 'time') {
    super(`the task exceeded its ${limit} limit`);
    this.limit = limit;
  }
}

export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const idle: WorkerHandle[] = [];
  const running = new Map<string, WorkerHandle>();
  let closed = false;

  /** Makes the worker available again once its last call ended; a worker that was stopped is replaced. */
  const release = async (key: string, worker: WorkerHandle): Promise<void> => {
    const alive = await worker.settled();
    running.delete(key);
    if (!closed) idle.push(alive ? worker : startWorker(options));
  };

  return {
    async run(key, signal, task) {
      if (running.has(key) || running.size >= options.size) throw new WorkerBusyError('too many tasks');
      const worker = idle.pop() ?? startWorker(options);
      running.set(key, worker);
      const budget = { remainingMs: options.timeLimitMs };
      try {
        return await task((name, argument, transfer = []) =>
          unlessAborted(signal, () => worker.call(name, argument, transfer, budget)),
        );
      } finally {
        // Not awaited: a caller that has disconnected gets its error now, and the worker is reused when it is idle.
        void release(key, worker);
      }
    },
    async close() {
      closed = true;
      await Promise.all([...idle, ...running.values()].map((worker) => worker.stop()));
    },
  };
}

type Budget = { remainingMs: number };
type Pending = { resolve(value: never): void; reject(error: unknown): void };
type WorkerHandle = ReturnType<typeof startWorker>;

function startWorker({ entry, memoryMb }: WorkerPoolOptions) {
  const worker = new Worker(entry, { resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
  worker.unref();
  let alive = true;
  let pending: Pending | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const end = (error: unknown) => {
    alive = false;
    pending?.reject(error);
  };
  const ready = once(worker, 'message').then(() => {
    worker.on('message', ({ value, error }) => (error ? pending?.reject(error) : pending?.resolve(value as never)));
  });
  ready.catch(end);
  worker.on('error', (error) => end(isOutOfMemory(error) ? new WorkerLimitError('memory') : error));
  worker.on('exit', () => end(new Error('the worker ended')));

  async function call<Result>(name: string, argument: unknown, transfer: readonly Transferable[], budget: Budget) {
    worker.ref();
    const answer = Promise.withResolvers<Result>();
    pending = answer as Pending;
    // Rejected too when the thread ends while it starts.
    await Promise.race([ready, answer.promise]);
    const started = performance.now();
    const late = setTimeout(() => {
      end(new WorkerLimitError('time'));
      void worker.terminate();
    }, budget.remainingMs);
    try {
      if (!alive) throw new Error('the worker ended');
      worker.postMessage({ name, argument }, transfer);
      return await answer.promise;
    } finally {
      clearTimeout(late);
      budget.remainingMs -= performance.now() - started;
      pending = undefined;
      worker.unref();
    }
  }

  return {
    call<Result>(name: string, argument: unknown, transfer: readonly Transferable[], budget: Budget): Promise<Result> {
      const answer = last.then(() => call<Result>(name, argument, transfer, budget));
      last = answer.catch(() => {});
      return answer;
    },
    /** Resolves when no call is under way, with whether the worker can be used again. */
    async settled(): Promise<boolean> {
      await last;
      if (alive) worker.postMessage({ name: 'release' });
      return alive;
    },
    async stop(): Promise<void> {
      end(new Error('the pool was closed'));
      await worker.terminate();
    },
  };
}

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

async function unlessAborted<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  return Promise.race([work(), aborted.promise]).finally(() => signal.removeEventListener('abort', abort));
}
