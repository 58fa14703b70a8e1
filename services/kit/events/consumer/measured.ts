import type { KafkaMessage } from 'kafkajs';
import { count, record } from '../../telemetry/meter.ts';

/** Measures how long a batch takes, and how long after its publication the last event is applied. */
export async function measured(
  topic: string,
  messages: readonly KafkaMessage[],
  work: () => Promise<void>,
): Promise<void> {
  const started = performance.now();
  const attributes = { 'messaging.destination.name': topic };
  try {
    await work();
    record('messaging.process.duration', (performance.now() - started) / 1_000, attributes);
    record('melo.consumer.delay', Math.max(0, Date.now() - Number(messages.at(-1)!.timestamp)) / 1_000, attributes);
    count('melo.consumer.events', attributes, messages.length);
  } catch (error) {
    const type = error instanceof Error ? error.name : 'unknown';
    record('messaging.process.duration', (performance.now() - started) / 1_000, { ...attributes, 'error.type': type });
    throw error;
  }
}
