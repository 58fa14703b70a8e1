/**
 * Mends kafkajs 2.2.4, its last release: a connection on which nothing waits arms a timer of a negative time after every
 * answer, which fires, arms itself again and so wakes the process a thousand times a second (3 % of a core when idle).
 */
import { createRequire } from 'node:module';

type Queue = { pending: readonly unknown[]; throttledUntil: number; scheduleCheckPendingRequests(): void };

const load = createRequire(import.meta.url);
const { prototype } = load('kafkajs/src/network/requestQueue/index.js') as { prototype: Queue };
const schedule = prototype.scheduleCheckPendingRequests;

prototype.scheduleCheckPendingRequests = function (this: Queue) {
  if (this.pending.length > 0) schedule.call(this);
};
