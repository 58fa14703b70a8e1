/** What a batch of events tells OpenTelemetry: where it comes from, how long it takes, how late it is. */
import type { KafkaMessage } from 'kafkajs';
import { count, record } from '../../telemetry/meter.ts';

/** Events of a batch that its span leads back to. */
const MAX_ORIGINS = 64;

/** The batch continues the trace of its first event and is linked to those of the others. */
export function origins(messages: readonly KafkaMessage[]) {
  const found = new Set(
    messages.slice(0, MAX_ORIGINS).flatMap((one) => one.headers?.['traceparent']?.toString() ?? []),
  );
  const [parent, ...links] = found;
  return { parent, links };
}

/** The events of a batch that are applied together. */
type Measured = {
  readonly topic: string;
  readonly eventCount: number;
  /** When Kafka got the last of them, in milliseconds; undefined without events. */
  readonly publishedMs: number | undefined;
};

/** Measures how long it takes to apply events, and how long after its publication the last one is applied. */
export async function measured(
  { topic, eventCount, publishedMs }: Measured,
  apply: () => Promise<void>,
): Promise<void> {
  const started = performance.now();
  const attributes = { 'messaging.destination.name': topic };
  let failure = {};
  try {
    await apply();
    count('melo.consumer.events', attributes, eventCount);
    if (publishedMs !== undefined)
      record('melo.consumer.delay', Math.max(0, Date.now() - publishedMs) / 1_000, attributes);
  } catch (error) {
    failure = { 'error.type': error instanceof Error ? error.name : 'unknown' };
    throw error;
  } finally {
    record('messaging.process.duration', (performance.now() - started) / 1_000, { ...attributes, ...failure });
  }
}
