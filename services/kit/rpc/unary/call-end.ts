/** The end of a call before its answer: its deadline passes or its caller leaves. */
import { Code, ConnectError, type ContextValues, createContextKey } from '@connectrpc/connect';

type EndListener = (reason: unknown) => void;

/** How an interceptor learns of an early end. */
export type EarlyEnd = {
  /** Calls back with the reason, once. Returns a function that removes the listener. */
  onEnd(listener: EndListener): () => void;
};

export const earlyEndKey = createContextKey<EarlyEnd | undefined>(undefined, { description: 'early end' });

/** The early end of a call, from the fast path if it serves the call, else from the call's signal. */
export const earlyEndOf = (request: {
  readonly contextValues: ContextValues;
  readonly signal: AbortSignal;
}): EarlyEnd =>
  request.contextValues.get(earlyEndKey) ?? {
    onEnd(listener) {
      const { signal } = request;
      const end = () => listener(signal.reason);
      if (signal.aborted) end();
      signal.addEventListener('abort', end, { once: true });
      return () => signal.removeEventListener('abort', end);
    },
  };

/** Timer, listeners and signal of one call. The signal is made when it is first asked for: most calls never do. */
export class CallEnd implements EarlyEnd {
  private readonly listeners: EndListener[] = [];
  private readonly timer: NodeJS.Timeout | undefined;
  private readonly deadlineMs: number | undefined;
  private controller: AbortController | undefined;
  /** Whether the call has ended, completed calls included. */
  isOver = false;
  /** Why the call ended early. */
  reason: unknown;

  /** `timeoutMs` from now; undefined for a call without a deadline. */
  constructor(timeoutMs: number | undefined) {
    if (timeoutMs === undefined) return;
    this.deadlineMs = Date.now() + timeoutMs;
    const expire = () => this.end(new ConnectError('the operation timed out', Code.DeadlineExceeded));
    if (timeoutMs <= 0) expire();
    else this.timer = setTimeout(expire, timeoutMs);
  }

  onEnd(listener: EndListener): () => void {
    if (this.isOver) listener(this.reason);
    else this.listeners.push(listener);
    return () => {
      const index = this.listeners.indexOf(listener);
      if (index >= 0) this.listeners.splice(index, 1);
    };
  }

  get signal(): AbortSignal {
    if (!this.controller) {
      this.controller = new AbortController();
      if (this.isOver) this.controller.abort(this.reason);
    }
    return this.controller.signal;
  }

  /** Time that is left; undefined without a deadline. */
  timeoutMs(): number | undefined {
    return this.deadlineMs === undefined ? undefined : this.deadlineMs - Date.now();
  }

  /** Ends the call without a reason: listeners and signal hear nothing. */
  complete(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    this.listeners.length = 0;
  }

  /** Ends the call; only the first reason counts. */
  end(reason?: unknown): void {
    if (this.isOver) return;
    this.isOver = true;
    this.reason = reason;
    clearTimeout(this.timer);
    for (const listener of this.listeners.splice(0)) listener(reason);
    this.controller?.abort(reason);
  }
}
