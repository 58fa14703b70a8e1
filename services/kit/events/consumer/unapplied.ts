/**
 * How many events of each topic a process has not applied yet: the ends of its partitions in Kafka against the checkpoints in its store.
 * Every instance of a process reports the same figure.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Checkpoint, CheckpointStore } from '../../store/checkpoints.ts';
import type { Logger } from '../../telemetry/log.ts';
import { observe } from '../../telemetry/meter.ts';
import { isExporting } from '../../telemetry/telemetry.ts';
import type { Kafka } from '../kafka.ts';
import type { Subscription } from '../subscription.ts';
import { type PartitionKey, partitionKey, storedCheckpoints } from './partition-state.ts';

const INTERVAL_MS = 10_000;

type Parts = {
  readonly kafka: Kafka;
  readonly subscriptions: readonly Subscription[];
  readonly checkpoints: CheckpointStore;
  readonly log: Logger;
};

/** Asks Kafka for the ends of the topics every ten seconds, while telemetry is exported. Returns a function that stops it. */
export function measureLag({ kafka, subscriptions, checkpoints, log }: Parts): () => Promise<void> {
  if (!isExporting()) return async () => {};
  const admin = kafka.admin();
  const stopping = new AbortController();
  let lags: readonly (readonly [number, { 'messaging.destination.name': string }])[] = [];
  observe('melo.consumer.lag', () => lags);

  async function measure(): Promise<void> {
    try {
      await admin.connect();
      const stored = await storedCheckpoints(checkpoints);
      lags = await Promise.all(
        subscriptions.map(async ({ topic }) => {
          const ends = await admin.fetchTopicOffsets(topic);
          return [lagOf(topic, ends, stored), { 'messaging.destination.name': topic }] as const;
        }),
      );
    } catch (error) {
      log.warn({ event: 'lag_unknown', err: error }, 'The ends of topics cannot be read; trying again.');
    }
  }

  /** One look after the other, so that none pile up while Kafka does not answer; the aborted wait ends it. */
  async function run(): Promise<void> {
    for (;;) {
      await delay(INTERVAL_MS, undefined, { signal: stopping.signal });
      await measure();
    }
  }
  run().catch(() => {});
  return async () => {
    stopping.abort();
    await admin.disconnect();
  };
}

/** A partition without a checkpoint counts from the first record that Kafka still has. */
export function lagOf(
  topic: string,
  ends: readonly { readonly partition: number; readonly low: string; readonly high: string }[],
  stored: ReadonlyMap<PartitionKey, Checkpoint>,
): number {
  let lag = 0n;
  for (const { partition, low, high } of ends) {
    const next = stored.get(partitionKey(topic, partition))?.nextOffset ?? BigInt(low);
    if (BigInt(high) > next) lag += BigInt(high) - next;
  }
  return Number(lag);
}
