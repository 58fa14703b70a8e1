/** The relay: publishes the events of a store's outbox, in order, and never loses or reorders one. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Outbox } from '../store/outbox.ts';
import type { Logger } from '../telemetry/log.ts';
import { count, observe } from '../telemetry/meter.ts';
import { backoffMs } from './backoff.ts';
import type { Kafka } from './kafka.ts';
import { openPublisher, type Publisher, requestsOf } from './publisher.ts';
import type { SchemaRegistry } from './schema-registry.ts';

const MAX_BATCH_EVENTS = 500;
/** How long a stop waits for events that are being published; unsent ones stay in the outbox. */
const STOP_MS = 5_000;
const LEASE_MS = 6_000;
const IDLE_POLL_MS = 1_000;
/**
 * Time from one batch to the next. Under load, events that are committed in the meantime go together, at a fraction of the cost of
 * publishing and applying each alone; otherwise the next event hardly waits.
 */
const PACE_MS = 20;
const PACE_UNDER_LOAD_MS = 200;
/** Events in about a second from which on the outbox is under load. */
const LOAD_EVENTS = 20;
const LOAD_WINDOW_MS = 1_000;

export type Relay = { wake(): void; stop(): Promise<void> };

export type RelayOptions = {
  readonly outbox: Outbox;
  readonly kafka: Kafka;
  readonly registry: SchemaRegistry;
  /** The topics it publishes to. */
  readonly topics: readonly string[];
  readonly holder: string;
  readonly log: Logger;
};

/** Publishes until stopped: it wakes on commits, polls as a safety net, and retries outages without end. */
export function startRelay(options: RelayOptions): Relay {
  const { outbox, log } = options;
  const lease = createLease(outbox, options.holder);
  const stopped = Promise.withResolvers<void>();
  const pace = createPace();
  let publisher: Publisher | undefined;
  /** When the outbox was last found empty, or left to another relay. */
  let emptyAtMs = performance.now();
  let isRunning = true;
  let wake = Promise.withResolvers<void>();

  /** Publishes one batch; returns how many events it had. */
  async function publishBatch(): Promise<number> {
    if (!(await lease.isHeld())) {
      emptyAtMs = performance.now();
      return 0;
    }
    publisher ??= await openPublisher(options.kafka, options.registry, options.topics);
    const events = await outbox.take(MAX_BATCH_EVENTS);
    for (const request of requestsOf(events)) {
      await publisher.publish(request);
      await outbox.sent(request);
    }
    if (events.length < MAX_BATCH_EVENTS) emptyAtMs = performance.now();
    return events.length;
  }

  async function pause(ms: number): Promise<void> {
    const timer = setTimeout(wake.resolve, ms);
    await wake.promise;
    clearTimeout(timer);
  }

  async function loop(): Promise<void> {
    for (let failures = 0; isRunning; ) {
      wake = Promise.withResolvers<void>();
      const startMs = performance.now();
      try {
        const published = await publishBatch();
        failures = 0;
        if (published === MAX_BATCH_EVENTS) continue;
        // The outbox is empty. A commit in the meantime has already resolved the pause.
        const restMs = startMs + pace.next(published, startMs) - performance.now();
        if (restMs > 0) await Promise.race([delay(restMs), stopped.promise]);
        await pause(IDLE_POLL_MS);
      } catch (error) {
        count('melo.outbox.failures', {});
        log.warn({ event: 'relay_failed', err: error, failures }, 'Events cannot be published; trying again.');
        // A producer that failed may not know which events Kafka accepted. A new one sends them again, and consumers skip repeated events.
        publisher?.close().catch(() => {});
        publisher = undefined;
        wake = Promise.withResolvers<void>();
        await pause(backoffMs(failures++));
      }
    }
  }

  observe('melo.outbox.age', () => [[(performance.now() - emptyAtMs) / 1_000, {}]]);
  const ended = loop();
  return {
    wake: () => wake.resolve(),
    async stop() {
      isRunning = false;
      stopped.resolve();
      wake.resolve();
      await Promise.race([ended, delay(STOP_MS, undefined, { ref: false })]);
      await lease.release();
      await publisher?.close();
    },
  };
}

/** The pace of batches, by the number of events of about the last second. */
function createPace() {
  let recent = 0;
  let lastMs = 0;
  return {
    /** Time from a batch that started at `nowMs` to the next one. */
    next(published: number, nowMs: number): number {
      recent = recent * Math.exp((lastMs - nowMs) / LOAD_WINDOW_MS) + published;
      lastMs = nowMs;
      if (published === 0) return 0;
      return recent < LOAD_EVENTS ? PACE_MS : PACE_UNDER_LOAD_MS;
    },
  };
}

/** The right to publish: one relay of a store has it at a time. */
function createLease(outbox: Outbox, holder: string) {
  let heldUntilMs = 0;
  return {
    /** Takes or renews it when half of its time has passed. */
    async isHeld(): Promise<boolean> {
      const nowMs = Date.now();
      if (nowMs < heldUntilMs - LEASE_MS / 2) return true;
      const isMine = await outbox.lease(holder, nowMs, LEASE_MS);
      heldUntilMs = isMine ? nowMs + LEASE_MS : 0;
      return isMine;
    },
    /** Ends it now, so that the next holder need not wait until it runs out. */
    async release(): Promise<void> {
      if (heldUntilMs > 0) await outbox.lease(holder, Date.now(), 0).catch(() => {});
    },
  };
}
