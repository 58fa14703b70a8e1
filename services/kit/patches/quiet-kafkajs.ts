/**
 * Timers of kafkajs 2.2.4, its last release, that wake an idle process:
 * - A connection without pending requests starts a timer with a negative delay after every response, a thousand times a second
 *   (3 % of a core).
 * - Each connection checks for timed-out requests ten times a second. A request times out after 10 s or more, so a check every
 *   2 s suffices.
 */
import { createRequire } from 'node:module';

const TIMEOUT_CHECK_MS = 2_000;

type Request = { readonly sentAt: number; readonly requestTimeout: number; timeoutRequest(): void };
type Queue = {
  readonly pending: readonly unknown[];
  readonly inflight: ReadonlyMap<number, Request>;
  readonly enforceRequestTimeout: boolean;
  requestTimeoutIntervalId: NodeJS.Timeout;
  isConnected(): boolean;
  destroy(): void;
  scheduleCheckPendingRequests(): void;
  scheduleRequestTimeoutCheck(): void;
};

const load = createRequire(import.meta.url);
const { prototype } = load('kafkajs/src/network/requestQueue/index.js') as { prototype: Queue };
const schedule = prototype.scheduleCheckPendingRequests;

prototype.scheduleCheckPendingRequests = function (this: Queue) {
  if (this.pending.length > 0) schedule.call(this);
};

prototype.scheduleRequestTimeoutCheck = function (this: Queue) {
  if (!this.enforceRequestTimeout) return;
  this.destroy();
  this.requestTimeoutIntervalId = setInterval(() => {
    const now = Date.now();
    for (const request of this.inflight.values())
      if (now - request.sentAt > request.requestTimeout) request.timeoutRequest();
    if (!this.isConnected()) this.destroy();
  }, TIMEOUT_CHECK_MS);
};
