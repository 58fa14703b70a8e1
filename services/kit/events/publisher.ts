/** Publishes events of an outbox to Kafka, in requests that do not exceed its size limit. */
import type { Producer } from 'kafkajs';
import type { StampedEvent } from '../store/outbox.ts';
import { count } from '../telemetry/meter.ts';
import { type Kafka, openProducer } from './kafka.ts';
import type { SchemaRegistry } from './schema-registry.ts';
import { isTombstone } from './tombstone.ts';
import { encodeWireFormat } from './wire-format.ts';

/** Maximum bytes of one produce request. Its events of one partition form one record batch, which Kafka limits like a single event. */
const MAX_REQUEST_BYTES = 192 * 1024;
/** Bytes of an event's headers, key and framing. */
const OVERHEAD_BYTES = 256;

export type Publisher = { publish(events: readonly StampedEvent[]): Promise<void>; close(): Promise<void> };

/** Connects before there is anything to publish, so that the first event does not wait for it. */
export async function openPublisher(
  kafka: Kafka,
  registry: SchemaRegistry,
  topics: readonly string[],
): Promise<Publisher> {
  await Promise.all(topics.map((topic) => registry.schemaId(topic)));
  const producer = openProducer(kafka);
  await producer.connect();
  return {
    publish: (events) => publish(producer, registry, events),
    close: () => producer.disconnect(),
  };
}

async function publish(producer: Producer, registry: SchemaRegistry, events: readonly StampedEvent[]): Promise<void> {
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
  await producer.sendBatch({ topicMessages, acks: -1 });
  for (const { topic, messages } of topicMessages)
    count('melo.outbox.published', { 'messaging.destination.name': topic }, messages.length);
}

/** Splits events, in their order, into requests that Kafka accepts. */
export function requestsOf(events: readonly StampedEvent[]): StampedEvent[][] {
  const requests: StampedEvent[][] = [];
  let bytes = MAX_REQUEST_BYTES;
  for (const event of events) {
    const size = event.payload.length + OVERHEAD_BYTES;
    if (bytes + size > MAX_REQUEST_BYTES) {
      requests.push([]);
      bytes = 0;
    }
    requests.at(-1)!.push(event);
    bytes += size;
  }
  return requests;
}
