/** The relay: publishes what a store's outbox holds, in order, and never loses or reorders it. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Producer } from 'kafkajs';
import type { Outbox, StampedEvent } from '../store/outbox.ts';
import type { Logger } from '../telemetry/log.ts';
import { type Kafka, openProducer } from './kafka.ts';
import type { SchemaRegistry } from './schema-registry.ts';
import { isTombstone } from './tombstone.ts';
import { encodeWireFormat } from './wire-format.ts';

const BATCH = 500;
/** Most bytes in one produce request: what it brings to one partition is one record batch, and Kafka limits that like a single event. */
const REQUEST_BYTES = 192 * 1024;
/** Headers, key and Kafka's own bytes of one event. */
const OVERHEAD_BYTES = 256;
/** How long a stop waits for what is being published; it stays in the outbox. */
const STOP_MS = 5_000;
const LEASE_MS = 6_000;
const IDLE_POLL_MS = 1_000;
/** From one publishing turn to the next: what is committed meanwhile goes together, at a fraction of what it costs one by one. */
const PACE_MS = 200;
const BACKOFF_MS = [100, 500, 1_000, 2_000, 5_000] as const;

export type Relay = { wake(): void; stop(): Promise<void> };

/** Publishes until stopped: wakes on commit, polls as a safety net, retries outages without end. */
export function startRelay(parts: {
  outbox: Outbox;
  kafka: Kafka;
  registry: SchemaRegistry;
  /** What it will publish to. */
  topics: readonly string[];
  holder: string;
  log: Logger;
}): Relay {
  const { outbox, registry, holder, log } = parts;
  let producer: Producer | undefined;
  let running = true;
  let leasedUntilMs = 0;
  let failures = 0;
  let signal = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<void>();

  const leased = async (): Promise<boolean> => {
    const nowMs = Date.now();
    if (nowMs < leasedUntilMs - LEASE_MS / 2) return true;
    const mine = await outbox.lease(holder, nowMs, LEASE_MS);
    leasedUntilMs = mine ? nowMs + LEASE_MS : 0;
    return mine;
  };

  /** Before there is anything to publish, so that the first event does not wait for it. */
  async function connect(): Promise<Producer> {
    await Promise.all(parts.topics.map((topic) => registry.schemaId(topic)));
    const opened = openProducer(parts.kafka);
    await opened.connect();
    return opened;
  }

  /** Publishes one batch; answers how many events it held. */
  async function turn(): Promise<number> {
    if (!(await leased())) return 0;
    producer ??= await connect();
    const events = await outbox.take(BATCH);
    for (const some of cut(events)) {
      await publish(producer, some);
      await outbox.sent(some);
    }
    return events.length;
  }

  async function publish(to: Producer, events: readonly StampedEvent[]): Promise<void> {
    const byTopic = Map.groupBy(events, ({ topic }) => topic);
    const topicMessages = await Promise.all(
      [...byTopic].map(async ([topic, group]) => {
        const schemaId = await registry.schemaId(topic);
        const messages = group.map(({ key, payload, traceparent }) => ({
          key,
          value: isTombstone(payload) ? null : encodeWireFormat(schemaId, payload),
          headers: traceparent ? { traceparent } : {},
        }));
        return { topic, messages };
      }),
    );
    await to.sendBatch({ topicMessages, acks: -1 });
  }

  async function loop(): Promise<void> {
    while (running) {
      signal = Promise.withResolvers<void>();
      const beganMs = performance.now();
      try {
        const published = await turn();
        failures = 0;
        if (published === BATCH) continue;
        // Fewer than were asked for: there are no more. Who commits meanwhile has woken the pause already.
        if (published > 0)
          await Promise.race([delay(Math.max(beganMs + PACE_MS - performance.now(), 0)), stopped.promise]);
        await pause(IDLE_POLL_MS);
      } catch (error) {
        const wait = BACKOFF_MS[Math.min(failures++, BACKOFF_MS.length - 1)]!;
        log.warn({ err: error, failures }, 'relay cannot publish; trying again');
        // A producer that failed may not know what Kafka took; a new one sends it again, and consumers drop what they have.
        producer?.disconnect().catch(() => {});
        producer = undefined;
        signal = Promise.withResolvers<void>();
        await pause(wait);
      }
    }
  }

  async function pause(ms: number): Promise<void> {
    const timer = setTimeout(signal.resolve, ms);
    await signal.promise;
    clearTimeout(timer);
  }

  const ended = loop();
  return {
    wake: () => signal.resolve(),
    async stop() {
      running = false;
      stopped.resolve();
      signal.resolve();
      await Promise.race([ended, delay(STOP_MS, undefined, { ref: false })]);
      // Whoever takes over need not wait until the lease has run out.
      if (leasedUntilMs > 0) await outbox.lease(holder, Date.now(), 0).catch(() => {});
      await producer?.disconnect();
    },
  };
}

/** Cuts events, in their order, into pieces that Kafka takes in one request. */
function cut(events: readonly StampedEvent[]): StampedEvent[][] {
  const pieces: StampedEvent[][] = [];
  let bytes = REQUEST_BYTES;
  for (const event of events) {
    const size = event.payload.length + OVERHEAD_BYTES;
    if (bytes + size > REQUEST_BYTES) {
      pieces.push([]);
      bytes = 0;
    }
    pieces.at(-1)!.push(event);
    bytes += size;
  }
  return pieces;
}
